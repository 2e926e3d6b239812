/** S6, a discovery that answers for somebody else; and S5, an answer at the callback from another authorization server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startScene } from "../backend/connect/connect-support.ts";
import { jsonServer, metadataOf, startProviders } from "../backend/providers/support.ts";

const OPENID = "/.well-known/openid-configuration";
const OAUTH = "/.well-known/oauth-authorization-server";

test("S6 an issuer in the metadata that is not the one that was typed, to the letter: refused, at each place", async (t) => {
  for (const [place, said] of [
    [OPENID, () => "https://accounts.example"],
    [OAUTH, () => "https://accounts.example"],
    [OPENID, (origin: string) => `${origin}/`],
    [OPENID, (origin: string) => `${origin}/tenant`],
    [OAUTH, (origin: string) => origin.replace("127.0.0.1", "localhost")],
    [OPENID, (origin: string) => origin.replace("http:", "HTTP:")],
  ] as const) {
    const server = await jsonServer(t, (origin) => ({ [place]: metadataOf(said(origin)) }));
    const { call, allow } = await startProviders(t);
    await allow("127.0.0.1");
    const { error } = await call("authorization_server/discover", { issuer: server.origin });
    assert.equal(error?.code, "home_assistant_error", said(server.origin));
    assert.match(error?.message ?? "", /says that its issuer is “.*”, not “/);
    assert.equal((await call("authorization_server/facts", { issuer: server.origin })).error?.code, "not_found");
  }
});

test("S6 a mismatch at the first place is the end: no other place is tried until one fits", async (t) => {
  const server = await jsonServer(t, (origin) => ({
    [OPENID]: metadataOf("https://evil.example"),
    [OAUTH]: metadataOf(origin),
  }));
  const { call, allow } = await startProviders(t);
  await allow("127.0.0.1");
  assert.ok((await call("authorization_server/discover", { issuer: server.origin })).error);
  assert.deepEqual(server.requests, [`GET ${OPENID}`]);
});

/** A sign-in with a credential of one's own, whose issuer promised `iss` or did not. */
async function signIn(t: Parameters<typeof startScene>[0], promise: boolean) {
  const scene = await startScene(t);
  const { host, provider } = scene;
  const { authorization_response_iss_parameter_supported: _promised, ...server } = provider.endpoints;
  const found = await jsonServer(t, (origin) => ({
    [OPENID]: metadataOf(origin, { authorization_response_iss_parameter_supported: promise }),
  }));
  await host.call("application_credentials/allowed_host/add", { host: "127.0.0.1" });
  const discovered = await host.call("application_credentials/authorization_server/discover", { issuer: found.origin });
  assert.equal(discovered.error, undefined);
  const created = await host.call("application_credentials/create", {
    domain: "own_one",
    ...provider.client,
    scopes: ["openid"],
    // Its endpoints are the real provider's, whose `iss` is therefore another one than this issuer.
    authorization_server: { ...server, issuer: found.origin },
  });
  assert.equal(created.error, undefined);
  const { url, setCookie } = await scene.plugin.authorize({
    flow_id: "flow",
    domain: "own_one",
    implementation: (created.result as { id: string }).id,
    user_name: "Owner",
    cookie: null,
  });
  const cookie = setCookie.split(";", 1)[0] ?? "";
  return { ...scene, issuer: found.origin, back: await scene.signIn({ url, cookie }), cookie };
}

test("S5 own provider: a foreign `iss` at the callback is refused, and the code is not redeemed", async (t) => {
  for (const promise of [true, false]) {
    const { host, provider, back, cookie, get } = await signIn(t, promise);
    assert.notEqual(new URL(back).searchParams.get("iss"), null);
    assert.equal((await get(back, cookie)).status, 400);
    assert.deepEqual(
      host.finished.map(({ outcome }) => outcome.result),
      ["failed"],
    );
    assert.deepEqual(provider.tokenRequests, []);
  }
});

test("S5 own provider: no `iss` where its metadata promised one is refused; where they did not, it passes", async (t) => {
  for (const [promise, status] of [
    [true, 400],
    [false, 303],
  ] as const) {
    const { provider, back, cookie, get } = await signIn(t, promise);
    const without = new URL(back);
    without.searchParams.delete("iss");

    assert.equal((await get(without.href, cookie)).status, status);
    assert.equal(provider.tokenRequests.length, promise ? 0 : 1);
  }
});
