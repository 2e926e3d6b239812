/** What an authorization that we ask for carries, and for how long and how often its answer is taken. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { MovableClock } from "../support/movable-clock.ts";
import { startProvider, type TestProvider, visitProvider } from "../support/oidc-provider.ts";
import { signIn } from "../support/provider-person.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { type DemoHub, startDemoHub } from "./support/demo-hub.ts";

describe("an authorization", { timeout: 60_000 }, () => {
  const scope = suiteScope();
  const clock = new MovableClock(scope);
  let home: DemoHub;
  let provider: TestProvider;

  before(async () => {
    home = await startDemoHub(scope, { env: clock.env });
    provider = await startProvider(scope, `${home.origin}/oauth/callback`);
    await home.useProvider(provider);
  });

  test("S1: two flows carry code_challenge_method=S256 with challenges that differ; the verifier is in no URL", async () => {
    const addresses: string[] = [];
    const challenges: (string | null)[] = [];
    for (let flow = 0; flow < 2; flow += 1) {
      const begun = await home.begin("demo_mail");
      const request = await home.toProvider(begun);
      const { searchParams } = new URL(request);
      assert.equal(searchParams.get("code_challenge_method"), "S256");
      challenges.push(searchParams.get("code_challenge"));
      const callback = await visitProvider(request, "ada");
      const answer = await home.visit(callback, begun.cookie);
      assert.equal(answer.status, 303);
      addresses.push(begun.url, request, callback, answer.headers.get("location") ?? "");
    }
    assert.notEqual(challenges[0], challenges[1]);
    const redeemed = provider.exchanges.filter(({ sent }) => sent.grant_type === "authorization_code");
    const verifiers = redeemed.map(({ sent }) => String(sent.code_verifier));
    assert.equal(new Set(verifiers).size, 2);
    for (const [index, verifier] of verifiers.entries()) {
      assert.equal(await s256(verifier), challenges[index]);
      assert.ok(verifier.length >= 43);
      for (const address of addresses) assert.ok(!address.includes(verifier) && !address.includes("code_verifier"));
    }
    for (const address of provider.tokenRequests) assert.equal(address, "/token");
  });

  test("S2: the callback twice with the same state: the second gives 400, and no second entry", async () => {
    const before = await home.entryIds();
    const begun = await home.begin();
    const callback = await home.toCallback(begun);
    assert.equal((await home.visit(callback, begun.cookie)).status, 303);
    // Refused here already, not by the provider, which would refuse the used code too.
    for (const address of [callback, callback.replace("/oauth/", "/auth/external/")]) {
      const again = await home.visit(address, begun.cookie);
      assert.equal(again.status, 400);
      assert.match(await again.text(), /This sign-in is over/);
    }
    assert.equal((await home.entryIds()).length, before.length + 1);
  });

  test("S2: twice at once: one is taken, the other gives 400, and there is one entry", async () => {
    const before = await home.entryIds();
    const begun = await home.begin();
    const callback = await home.toCallback(begun);
    const answers = await Promise.all(Array.from({ length: 8 }, () => home.visit(callback, begun.cookie)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [303, ...Array.from({ length: 7 }, () => 400)]);
    assert.equal((await home.entryIds()).length, before.length + 1);
  });

  test("S9: the callback's answer is kept by no cache and sends no referrer, whatever it says", async () => {
    const begun = await home.begin();
    const callback = await home.toCallback(begun);
    const code = new URL(callback).searchParams.get("code") ?? "no code";
    const other = await home.visit(callback);
    const taken = await home.visit(callback, begun.cookie);
    const again = await home.visit(callback, begun.cookie);
    for (const [answer, status] of [
      [other, 400],
      [taken, 303],
      [again, 400],
    ] as const) {
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get("cache-control"), "no-store");
      assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
      assert.ok(![await answer.text(), ...answer.headers.values()].join().includes(code));
    }
    const result = await home.visit(home.origin + taken.headers.get("location"));
    assert.equal(result.status, 200);
    assert.equal(result.headers.get("cache-control"), "no-store");
    assert.equal(result.headers.get("referrer-policy"), "no-referrer");
  });

  // The last one: the sessions of the other tests would not be young enough afterwards.
  test("S4: finished after 11 minutes: told that it took too long and to start again; nothing is made", async () => {
    const before = await home.entryIds();
    const begun = await home.begin();
    const request = await home.toProvider(begun);
    await clock.forward(home.hub, 11 * 60_000);
    const callback = await signIn({ authorizeUrl: request, name: "Ada", allow: true });
    const late = await home.visit(callback, begun.cookie);
    assert.equal(late.status, 400);
    const page = await late.text();
    assert.match(page, /took too long/i);
    assert.match(page, /again/i);
    assert.equal((await home.visit(callback, begun.cookie)).status, 400);
    const { type, reason } = await home.step(begun);
    assert.deepEqual([type, reason], ["abort", "oauth_timeout"]);
    assert.deepEqual(await home.entryIds(), before);
  });
});

async function s256(verifier: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(verifier))).toString("base64url");
}
