/**
 * The hub as a provider: token requests, each a refresh with rotation that is on disk before it is answered, beside the
 * bare `oidc-provider`, which keeps nothing; and a register of 10,000 applications.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Session, signInAsOwner, WireClient } from "../test/support/hub-client.ts";
import { startHubProcess } from "../test/support/hub-process.ts";
import { registerApplication, signInWith } from "../test/support/oauth-client.ts";
import { firstRowMs, openOwnersPage } from "./first-row.ts";
import { median, medianMs, printRow, rate } from "./measure.ts";

/** So many sign-ins refresh side by side, each one refresh after the other. */
const SIGN_INS = 20;
const REFRESHES = 4_000;
const ROUNDS = 3;
const APPLICATIONS = 10_000;

interface Client {
  readonly endpoint: string;
  readonly clientId: string;
  readonly secret: string;
  /** The newest refresh token of each sign-in. */
  readonly tokens: string[];
}

/** By Node's own client, which leaves more of the machine to the one that is measured. */
async function refresh(client: Client, agent: Agent, n: number): Promise<void> {
  const { endpoint, clientId, secret, tokens } = client;
  const sent = request(endpoint, {
    agent,
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    auth: `${clientId}:${secret}`,
  });
  sent.end(new URLSearchParams({ grant_type: "refresh_token", refresh_token: tokens[n] ?? "" }).toString());
  const [answer] = await once(sent, "response");
  let text = "";
  for await (const chunk of answer) text += chunk;
  const { refresh_token } = JSON.parse(text);
  if (answer.statusCode !== 200 || refresh_token === tokens[n])
    throw new Error(`refresh: ${answer.statusCode} ${text}`);
  tokens[n] = refresh_token;
}

/** Refreshes a second. */
async function refreshRate(client: Client, agent: Agent, count: number): Promise<number> {
  const began = performance.now();
  let left = count;
  const chain = async (n: number) => {
    while (left-- > 0) await refresh(client, agent, n);
  };
  await Promise.all(client.tokens.map((_, n) => chain(n)));
  return (count * 1_000) / (performance.now() - began);
}

async function signedIn(owner: WireClient, session: Session): Promise<Client> {
  const application = await registerApplication(owner);
  const tokens: string[] = [];
  for (let n = 0; n < SIGN_INS; n += 1)
    tokens.push((await signInWith(session, application)).tokens.refresh_token ?? "");
  const { client_id: clientId, client_secret: secret = "" } = application;
  return { endpoint: `${session.origin}/oauth/token`, clientId, secret, tokens };
}

async function startBare(): Promise<{ client: Client; stop: () => void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "bare-provider.ts"), String(SIGN_INS)]);
  let text = "";
  let ready: RegExpExecArray | null = null;
  for await (const chunk of child.stdout) {
    text += chunk;
    // Its own warnings come before.
    ready = /^\{.*\}$/m.exec(text);
    if (ready) break;
  }
  const { origin, tokens } = JSON.parse(ready?.[0] ?? "");
  return {
    client: { endpoint: `${origin}/token`, clientId: "bare", secret: "secret", tokens },
    stop: () => child.kill(),
  };
}

async function measureTokens(owner: WireClient, session: Session): Promise<void> {
  const ours = await signedIn(owner, session);
  const bare = await startBare();
  const agent = new Agent({ keepAlive: true, maxSockets: SIGN_INS });
  try {
    const rates: { ours: number[]; bare: number[] } = { ours: [], bare: [] };
    for (const client of [ours, bare.client]) await refreshRate(client, agent, REFRESHES / 4);
    // In turns, so that what else the machine does meets both.
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.bare.push(await refreshRate(bare.client, agent, REFRESHES));
      rates.ours.push(await refreshRate(ours, agent, REFRESHES));
    }
    const peer = median(rates.bare);
    printRow({
      what: `token requests, ${SIGN_INS} in flight, rotated and on disk`,
      ours: median(rates.ours),
      unit: "/s",
      peer: { name: "bare oidc-provider, in memory", value: peer },
      aim: { atLeast: 0.8 * peer },
    });
  } finally {
    agent.destroy();
    bare.stop();
  }
}

async function measureList(owner: WireClient, origin: string): Promise<void> {
  const create = (n: number) => registerApplication(owner, { name: `Application ${n}` });
  const made = await rate(APPLICATIONS, 50, create);
  printRow({ what: "applications made, 50 in flight", ours: made, unit: "/s" });
  const list = () => owner.call<unknown[]>("application_credentials/application/list");
  const ours = await medianMs(15, list);
  printRow({
    what: `list of ${APPLICATIONS} applications, parsed by a client`,
    ours,
    unit: "ms",
    aim: { atMost: 100 },
  });
  const { page, close } = await openOwnersPage(origin);
  try {
    const first = await firstRowMs(page, origin, "OAuth applications");
    printRow({ what: `first row of ${APPLICATIONS} applications after the click`, ours: first, unit: "ms" });
  } finally {
    await close();
  }
}

/** Measures and prints; leaves nothing behind. */
export async function measureAuthorizationServer(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "application-credentials-bench-"));
  const hub = await startHubProcess(undefined, { data: join(folder, "data") });
  const session = await signInAsOwner(hub.origin);
  const owner = await WireClient.connect(hub.origin, session.accessToken);
  try {
    await measureTokens(owner, session);
    await measureList(owner, hub.origin);
  } finally {
    owner.close();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
