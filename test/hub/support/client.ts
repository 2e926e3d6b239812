import { once } from "node:events";
import { WebSocket } from "ws";
import { assertDeclared } from "../../support/declared-errors.ts";

export const OWNER = { name: "Ada", username: "ada", password: "correct horse" } as const;

export interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly expires_in: number;
  readonly token_type: string;
}

/** Sends JSON. */
export const post = (url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });

export const postForm = (
  url: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Response> => fetch(url, { method: "POST", headers, body: new URLSearchParams(fields) });

export const clientIdOf = (origin: string): string => `${origin}/`;

/** Makes the owner's account and signs in with it. */
export async function onboard(origin: string): Promise<Tokens> {
  const response = await post(`${origin}/api/onboarding/users`, {
    client_id: clientIdOf(origin),
    language: "en",
    ...OWNER,
  });
  const { auth_code } = (await response.json()) as { auth_code: string };
  return redeem(origin, auth_code);
}

export async function redeem(origin: string, code: string): Promise<Tokens> {
  const fields = { grant_type: "authorization_code", code, client_id: clientIdOf(origin) };
  return (await (await postForm(`${origin}/auth/token`, fields)).json()) as Tokens;
}

/** One sign-in by the login flow: its last answer. */
export async function logIn(
  origin: string,
  username: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  const client_id = clientIdOf(origin);
  const begun = await post(`${origin}/auth/login_flow`, {
    client_id,
    handler: ["homeassistant", null],
    redirect_uri: client_id,
  });
  const { flow_id } = (await begun.json()) as { flow_id: string };
  return post(`${origin}/auth/login_flow/${flow_id}`, { client_id, username, password }, headers);
}

/** Calls the REST API with a bearer token. */
export function caller(origin: string, token: string) {
  return async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${origin}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  };
}

export interface Message {
  readonly id: number;
  readonly type: string;
  readonly success?: boolean;
  readonly result?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly event?: unknown;
}

/** A bare websocket client that keeps every frame, as it came. */
export class RawClient {
  readonly socket: WebSocket;
  readonly frames: unknown[] = [];
  #id = 0;

  constructor(origin: string, headers: Record<string, string> = {}, options: { autoPong?: boolean } = {}) {
    this.socket = new WebSocket(`${origin.replace("http", "ws")}/api/websocket`, { headers, ...options });
    this.socket.on("message", (data) => this.frames.push(JSON.parse(String(data))));
    this.socket.on("error", () => {});
  }

  /** A client that is signed in. */
  static async connect(origin: string, token: string, options: { autoPong?: boolean } = {}): Promise<RawClient> {
    const client = new RawClient(origin, {}, options);
    await client.signIn(token);
    return client;
  }

  async signIn(token: string): Promise<void> {
    await this.until(() => this.frames.length > 0);
    this.send({ type: "auth", access_token: token });
    await this.until(() => this.frames.length > 1);
  }

  send(message: unknown): void {
    this.socket.send(typeof message === "string" ? message : JSON.stringify(message));
  }

  /** Sends a command and gives its answer. @throws Error when its row does not name the code of a refusal. */
  async call(type: string, fields: object = {}): Promise<Message> {
    const id = ++this.#id;
    this.send({ id, type, ...fields });
    const answer = await this.answerTo(id);
    assertDeclared(type, answer.error?.code);
    return answer;
  }

  async answerTo(id: number): Promise<Message> {
    const find = () => this.messages().find((message) => message.id === id && message.type !== "event");
    await this.until(() => find() !== undefined);
    return find() as Message;
  }

  messages(): Message[] {
    return this.frames.flat() as Message[];
  }

  events(id: number): unknown[] {
    return this.messages().flatMap((message) => (message.id === id && message.type === "event" ? [message.event] : []));
  }

  /** Waits until something holds, five seconds at most. */
  async until(holds: () => boolean): Promise<void> {
    const end = Date.now() + 5_000;
    while (!holds()) {
      if (Date.now() > end) throw new Error(`It never came; the frames are ${JSON.stringify(this.frames)}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** @returns the close code. */
  async closed(): Promise<number> {
    const [code] = (await once(this.socket, "close")) as [number];
    return code;
  }

  close(): void {
    this.socket.terminate();
  }
}
