/**
 * S19: a process that refreshes is killed with SIGKILL, a hundred times, around the moment at which the provider has
 * rotated the refresh token. What it had handed out it had stored; what it had not stored is tried again, where the
 * provider gives that grace, or asks for the person and says why.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { AccountStore } from "../../src/backend/accounts/account-store.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { replyJson, startTokenServer, type TokenServer } from "../support/token-server.ts";
import { openData } from "./support/refreshing-plugin.ts";

const KILLS = 50;
const CHILD = join(import.meta.dirname, "support/refreshing-child.ts");

/** Tokens are numbered: the refresh token `r7` comes with the access token `a7`. */
interface Rotation {
  readonly server: TokenServer;
  /** The newest number given out, and the newest refresh token that was presented. */
  readonly issued: () => number;
  readonly presented: () => number;
  /** Runs once, when the next answer has left. */
  onAnswered: () => void;
  /** Signs in anew. */
  signIn(): number;
}

/** @param grace an old refresh token is accepted until the one that replaced it was used */
async function startRotation(t: TestContext, grace: boolean): Promise<Rotation> {
  let issued = 0;
  let presented = 0;
  const server = await startTokenServer(t, ({ refreshToken, response }) => {
    const number = Number(refreshToken.slice(1));
    if (number > issued || (grace ? number < presented : number < issued)) {
      return replyJson(response, 400, { error: "invalid_grant", error_description: "used before" });
    }
    presented = number;
    issued += 1;
    const tokens = { access_token: `a${issued}`, refresh_token: `r${issued}`, token_type: "bearer", expires_in: 1 };
    response.once("finish", () => rotation.onAnswered());
    replyJson(response, 200, tokens);
  });
  const rotation: Rotation = {
    server,
    issued: () => issued,
    presented: () => presented,
    onAnswered: () => {},
    signIn: () => {
      presented = ++issued;
      return issued;
    },
  };
  return rotation;
}

/** What a sign-in leaves on disk. */
async function storeSignIn(folder: string, number: number): Promise<void> {
  const { store, keyring } = await openData(folder);
  const accounts = await AccountStore.load(store, keyring);
  await accounts.connect(
    { entry_id: "e1", domain: "tiny", implementation: "tiny", scope: "" },
    {
      access_token: `a${number}`,
      refresh_token: `r${number}`,
      token_type: "Bearer",
      expires_at: 0,
      expiry_assumed: false,
    },
  );
  await store.close();
}

interface Child {
  readonly process: ChildProcess;
  readonly ended: Promise<unknown>;
  /** What it has printed so far. */
  output(): string;
  /** The newest number that it was handed. */
  handed(): number;
}

function startChild(t: TestContext, folder: string, origin: string): Child {
  const child = spawn(process.execPath, [CHILD, folder, origin], { stdio: ["ignore", "pipe", "inherit"] });
  t.after(() => child.kill("SIGKILL"));
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const handed = () => Math.max(0, ...[...output.matchAll(/^token a(\d+)$/gm)].map(([, number]) => Number(number)));
  return { process: child, ended: once(child, "close"), output: () => output, handed };
}

/** Lets it refresh for a moment, and kills it within a few milliseconds after an answer has left the provider. */
async function killAround(rotation: Rotation, child: Child, round: number): Promise<void> {
  const answered = Promise.withResolvers<void>();
  let answers = 1 + (round % 3);
  rotation.onAnswered = () => {
    answers -= 1;
    // At once in every second round: the answer is on its way, and nothing of it can be on disk.
    if (answers === 0 && round % 2 === 0) child.process.kill("SIGKILL");
    if (answers === 0) answered.resolve();
  };
  await Promise.race([answered.promise, child.ended]);
  if (round % 2 === 1) await wait((round * 7) % 12);
  child.process.kill("SIGKILL");
  await child.ended;
  rotation.onAnswered = () => {};
}

test(`S19: ${KILLS} kills, a provider with grace: the account goes on by itself`, { timeout: 240_000 }, async (t) => {
  const folder = temporaryFolder(t);
  const rotation = await startRotation(t, true);
  await storeSignIn(folder, rotation.signIn());
  let before = { handed: 1, issued: 1, lost: 0 };
  for (let round = 0; round <= KILLS; round += 1) {
    const first = rotation.server.requests.length;
    const child = startChild(t, folder, rotation.server.origin);
    await killAround(rotation, child, round);
    assert.doesNotMatch(child.output(), /reauth|error/);
    const shown = Number(rotation.server.requests[first]?.slice(1));
    assert.ok(shown >= before.handed, `a${before.handed} was handed out, but r${shown} was on disk`);
    const lost = before.lost + (shown < before.issued ? 1 : 0);
    before = { handed: Math.max(child.handed(), shown), issued: rotation.issued(), lost };
  }
  t.diagnostic(`${before.lost} of ${KILLS} kills came before the write`);
  assert.ok(before.lost > 0, "no kill came between the answer and the write");
  assert.ok(before.lost < KILLS, "no kill came after the write");
});

test(`S19: ${KILLS} kills, a provider without: it goes on, or asks for the person and says why`, {
  timeout: 240_000,
}, async (t) => {
  const folder = temporaryFolder(t);
  const rotation = await startRotation(t, false);
  await storeSignIn(folder, rotation.signIn());
  let handed = 1;
  let asked = 0;
  for (let round = 0; round <= KILLS; round += 1) {
    const first = rotation.server.requests.length;
    const child = startChild(t, folder, rotation.server.origin);
    await killAround(rotation, child, round);
    const shown = Number(rotation.server.requests[first]?.slice(1));
    assert.ok(shown >= handed, `a${handed} was handed out, but r${shown} was on disk`);
    assert.doesNotMatch(child.output(), /error/);
    const reauth = /^reauth (.*)$/m.exec(child.output())?.[1];
    if (reauth === undefined) {
      handed = Math.max(child.handed(), shown);
      continue;
    }
    asked += 1;
    const why = "Tiny answered “invalid_grant: used before”.";
    const reason = `The sign-in of Anna has ended: ${why} Sign in again, and everything goes on as before.`;
    assert.deepEqual(JSON.parse(reauth), [1, reason]);
    handed = rotation.signIn();
    await storeSignIn(folder, handed);
  }
  t.diagnostic(`after ${asked} of ${KILLS} kills the person was asked for`);
  assert.ok(asked > 0 && asked < KILLS);
});
