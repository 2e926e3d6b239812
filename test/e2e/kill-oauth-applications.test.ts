/**
 * S28: the hub is killed with SIGKILL while applications are registered, their secrets rotated and their tokens refreshed.
 * After each start every acknowledged secret opens, and every sign-in goes on with the token that its application holds.
 */
import assert from "node:assert/strict";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { type Flow, refresh, registerApplication, signInWith, type TestApplication } from "../support/oauth-client.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KILLS = 12;
const CHAINS = 4;

/** A sign-in, with the refresh token that its application got last. */
interface Chain {
  readonly flow: Flow;
  token: string;
  refreshes: number;
}

/** The newest secret that was acknowledged; a rotation whose answer got lost leaves it working for its overlap. */
interface Known {
  readonly application: TestApplication;
  secret: string;
}

async function refreshUntilKilled(chain: Chain): Promise<void> {
  for (;;) {
    const { status, body } = await refresh(chain.flow, chain.token);
    assert.equal(status, 200);
    chain.token = String(body.refresh_token);
    chain.refreshes += 1;
  }
}

async function registerUntilKilled(owner: WireClient, known: Known[]): Promise<void> {
  for (;;) {
    const application = await registerApplication(owner);
    const one: Known = { application, secret: application.client_secret ?? "" };
    known.push(one);
    const { client_secret } = await owner.call<{ client_secret: string }>(
      "application_credentials/application/rotate_secret",
      { application_id: application.id, overlap_seconds: 3_600 },
    );
    one.secret = client_secret;
  }
}

/** Whether the client authenticates: introspection answers only then (RFC 7662, section 2.1). */
async function opens(origin: string, { client_id }: TestApplication, secret: string): Promise<boolean> {
  const { status } = await fetch(`${origin}/oauth/introspect`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${client_id}:${secret}`)}` },
    body: new URLSearchParams({ token: "unknown" }),
  });
  return status === 200;
}

test(`${KILLS} kills while tokens are refreshed lose no sign-in and no secret`, { timeout: 120_000 }, async (t) => {
  const data = temporaryFolder(t);
  const known: Known[] = [];
  const chains: Chain[] = [];
  let port = 0;
  for (let round = 0; round <= KILLS; round += 1) {
    const hub = await startHubProcess(t, { data, port });
    port = Number(new URL(hub.origin).port);
    const session = await signInAsOwner(hub.origin);
    const owner = await WireClient.connect(hub.origin, session.accessToken);
    if (round === 0) {
      const application = await registerApplication(owner);
      for (let n = 0; n < CHAINS; n += 1) {
        const { flow, tokens } = await signInWith(session, application);
        chains.push({ flow, token: tokens.refresh_token ?? "", refreshes: 0 });
      }
    }
    const listed = await owner.call<TestApplication[]>("application_credentials/application/list");
    for (const { application, secret } of known.slice(-5)) {
      assert.ok(listed.some(({ client_id }) => client_id === application.client_id));
      assert.ok(await opens(hub.origin, application, secret), "an acknowledged secret does not open");
      assert.equal(await opens(hub.origin, application, `${secret}x`), false);
    }
    // One whose answer got lost in the kill is asked for again.
    for (const chain of chains) {
      const { status, body } = await refresh(chain.flow, chain.token);
      assert.equal(status, 200, `round ${round}: ${JSON.stringify(body)}`);
      chain.token = String(body.refresh_token);
    }
    if (round === KILLS) {
      for (const { application } of known) assert.ok(listed.some(({ id }) => id === application.id));
      assert.ok(known.length > KILLS, "hardly anything was registered");
      for (const { refreshes } of chains) assert.ok(refreshes > KILLS, "hardly anything was refreshed");
      owner.close();
      assert.equal(await hub.stop(), 0);
      return;
    }
    // They end with the hub.
    for (const chain of chains) refreshUntilKilled(chain).catch(() => {});
    registerUntilKilled(owner, known).catch(() => {});
    await wait(60 + 23 * (round % 7));
    await hub.stop("SIGKILL");
    owner.close();
  }
});
