/** `application_credentials/token` for a valid token, on one connection with 50 in flight, beside `ping` on the same one. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FlowStep } from "../src/protocol/flow.ts";
import { callApi, type Session, signInAsOwner, WireClient } from "../test/support/hub-client.ts";
import { startHubProcess } from "../test/support/hub-process.ts";
import { CookieBrowser, signIn } from "../test/support/provider-person.ts";
import { printRow, rate } from "./measure.ts";

const CALLS = 30_000;
const IN_FLIGHT = 50;
const ROUNDS = 3;

/** Connects an account of the demo's calendar. @returns its entry. */
async function connect(session: Session): Promise<string> {
  const flow = await callApi<FlowStep>(session, "POST", "config/config_entries/flow", { handler: "demo_calendar" });
  if (flow.body.type !== "external") throw new Error(`the flow began with ${flow.body.type}`);
  const cookie = flow.headers.getSetCookie().join("; ");
  const start = await fetch(flow.body.url, { headers: { cookie }, redirect: "manual" });
  const authorizeUrl = start.headers.get("location") ?? "";
  const callback = await signIn({ authorizeUrl, name: "Anna", allow: true, browser: new CookieBrowser() });
  await fetch(callback, { headers: { cookie }, redirect: "manual" });
  const end = await callApi<FlowStep>(session, "GET", `config/config_entries/flow/${flow.body.flow_id}`);
  if (end.body.type !== "create_entry") throw new Error(`the flow ended with ${end.body.type}`);
  return end.body.result.entry_id;
}

/** Measures and prints; leaves nothing behind. */
export async function measureToken(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "application-credentials-bench-"));
  const hub = await startHubProcess(undefined, { data: join(folder, "data"), demo: true });
  try {
    const session = await signInAsOwner(hub.origin);
    const entry_id = await connect(session);
    const owner = await WireClient.connect(hub.origin, session.accessToken);
    const { token } = await owner.call<{ token: string }>("application_credentials/integration_token/create", {
      domain: "demo_calendar",
      name: "bench",
    });
    owner.close();
    const client = await WireClient.connect(hub.origin, token);
    const ask = () => client.call("application_credentials/token", { entry_id });
    const ping = () => client.send("ping");
    await rate(CALLS / 3, IN_FLIGHT, ask);
    await rate(CALLS / 3, IN_FLIGHT, ping);
    // Turn by turn, so that neither has the machine's better minute for itself.
    const rounds: { ours: number; peer: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push({ ours: await rate(CALLS, IN_FLIGHT, ask), peer: await rate(CALLS, IN_FLIGHT, ping) });
    }
    const { ours = 0, peer = 0 } = rounds.sort((a, b) => a.ours - b.ours)[Math.floor(ROUNDS / 2)] ?? {};
    printRow({
      what: `token for a valid token, ${IN_FLIGHT} in flight`,
      ours,
      unit: "/s",
      peer: { name: "ping", value: peer },
      aim: { atLeast: 5_000 },
    });
    client.close();
  } finally {
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
