import { once } from "node:events";
import WebSocket from "ws";

/** An owner's session at a running hub, over its real HTTP and websocket. */
export interface Session {
  readonly origin: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

const OWNER = { name: "Owner", username: "owner", password: "correct horse" };
const USER = { name: "Guest", username: "guest", password: "battery staple" };

/** Makes the owner where there is none, else signs in. */
export async function signInAsOwner(origin: string): Promise<Session> {
  const onboarding = await fetch(`${origin}/api/onboarding`);
  return onboarding.ok ? redeem(origin, await onboard(origin, clientOf(origin))) : logIn(origin, OWNER);
}

/**
 * A new user who is no administrator, signed in with the name and the password that the owner gave.
 * @param fields What else the user is.
 */
export async function signInAsUser(origin: string, owner: WireClient, fields: object = {}): Promise<Session> {
  const made = await owner.call<{ user: { id: string } }>("config/auth/create", { name: USER.name, ...fields });
  const { username, password } = USER;
  await owner.call("config/auth_provider/homeassistant/create", { user_id: made.user.id, username, password });
  return logIn(origin, USER);
}

interface Account {
  readonly username: string;
  readonly password: string;
}

const clientOf = (origin: string) => `${origin}/`;

async function redeem(origin: string, code: string): Promise<Session> {
  const body = new URLSearchParams({ grant_type: "authorization_code", code, client_id: clientOf(origin) });
  const tokens = await answer<{ access_token: string; refresh_token: string }>(
    await fetch(`${origin}/auth/token`, { method: "POST", body }),
  );
  return { origin, accessToken: tokens.access_token, refreshToken: tokens.refresh_token };
}

async function onboard(origin: string, client_id: string): Promise<string> {
  const { auth_code } = await post<{ auth_code: string }>(`${origin}/api/onboarding/users`, {
    ...OWNER,
    client_id,
    language: "en",
  });
  return auth_code;
}

async function logIn(origin: string, { username, password }: Account): Promise<Session> {
  const client_id = clientOf(origin);
  const flow = { client_id, handler: ["homeassistant", null], redirect_uri: client_id };
  const { flow_id } = await post<{ flow_id: string }>(`${origin}/auth/login_flow`, flow);
  const { result } = await post<{ result: string }>(`${origin}/auth/login_flow/${flow_id}`, {
    client_id,
    username,
    password,
  });
  return redeem(origin, result);
}

/** REST under `/api/` as this session. */
export async function callApi<Result>(
  { origin, accessToken }: Pick<Session, "origin" | "accessToken">,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: Result; headers: Headers }> {
  const response = await fetch(`${origin}/api/${path}`, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text ? JSON.parse(text) : undefined) as Result, headers: response.headers };
}

type WireAnswer = { id: number; type: string; success?: boolean; result?: unknown; event?: unknown; error?: unknown };

/** A bare websocket client: nothing of ours between the test and the wire. */
export class WireClient {
  readonly socket: WebSocket;
  readonly events: unknown[] = [];
  #id = 0;
  readonly #waiting = new Map<number, (answer: WireAnswer) => void>();

  static async connect(origin: string, accessToken: string): Promise<WireClient> {
    const socket = new WebSocket(`${origin.replace("http", "ws")}/api/websocket`, { perMessageDeflate: false });
    await once(socket, "message");
    socket.send(JSON.stringify({ type: "auth", access_token: accessToken }));
    const [data] = await once(socket, "message");
    if (JSON.parse(String(data)).type !== "auth_ok") throw new Error(`not let in: ${data}`);
    return new WireClient(socket);
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on("message", (data) => this.#take(JSON.parse(String(data))));
    socket.on("error", () => {});
  }

  /** The answer as it came; never settles when the connection ends first. */
  send(type: string, fields: object = {}): Promise<WireAnswer> {
    const id = ++this.#id;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.socket.send(JSON.stringify({ id, type, ...fields }));
    });
  }

  /** @throws Error when the answer is a failure. */
  async call<Result>(type: string, fields: object = {}): Promise<Result> {
    const { success, result, error } = await this.send(type, fields);
    if (!success) throw new Error(`${type}: ${JSON.stringify(error)}`);
    return result as Result;
  }

  close(): void {
    this.socket.terminate();
  }

  #take(message: WireAnswer): void {
    if (message.type === "event") {
      this.events.push(message.event);
      return;
    }
    this.#waiting.get(message.id)?.(message);
    this.#waiting.delete(message.id);
  }
}

/** JSON there and back. @throws Error when the answer is a failure. */
export async function post<Result>(url: string, body: unknown): Promise<Result> {
  const headers = { "content-type": "application/json" };
  return answer(await fetch(url, { method: "POST", headers, body: JSON.stringify(body) }));
}

/** @throws Error when it is a failure. */
export async function answer<Result>(response: Response): Promise<Result> {
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Result;
}
