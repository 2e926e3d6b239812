/** S21: what is left of an account once its entry is removed. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import { startScene } from "../backend/connect/connect-support.ts";
import { administrator, integrationOf } from "../support/fake-host.ts";
import { startProvider, type TestProvider } from "../support/oidc-provider.ts";

const REDIRECT_URI = "http://127.0.0.1:8350/oauth/callback";

/** One that offers RFC 7009; the grants that it was told to end are in `ended`. */
async function revokingProvider(t: TestContext, authMethod?: "client_secret_basic") {
  const ended: string[] = [];
  const provider = await startProvider(t, REDIRECT_URI, { features: { revocation: { enabled: true } } }, authMethod);
  provider.provider.on("grant.revoked", (_ctx, grantId) => ended.push(grantId));
  return { provider, ended };
}

/** The sealed tokens as they lie on disk: of each compact JWE (RFC 7516, section 7.1) the ciphertext. */
const ciphertexts = (folder: string): string[] =>
  [...bytesOf(folder).matchAll(/sealed_tokens[":\\]+[^".]+\.\.[^".]+\.([^".]+)\./g)].map(([, text]) => text as string);

const bytesOf = (folder: string): string =>
  readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), "latin1"))
    .join("\n");

async function removal(t: TestContext, provider: TestProvider, authMethod?: "client_secret_basic") {
  const scene = await startScene(t, { provider, ...(authMethod && { authMethod }) });
  const entry_id = await scene.connect("Anna");
  const before = ciphertexts(scene.folder);
  assert.ok(before.length > 0);
  await scene.plugin.forget(entry_id, administrator);
  const after = bytesOf(scene.folder);
  for (const sealed of before) {
    for (let at = 0; at + 40 <= sealed.length; at += 40) assert.ok(!after.includes(sealed.slice(at, at + 40)));
  }
  const { error } = await scene.host.call(
    "application_credentials/token",
    { entry_id },
    integrationOf("demo_calendar"),
  );
  assert.equal(error?.code, "invalid_config_entry_id");
  return scene;
}

for (const authMethod of [undefined, "client_secret_basic"] as const) {
  test(`S21: the tokens are ended at the provider, whose metadata says where (${authMethod ?? "client_secret_post"})`, async (t) => {
    const { provider, ended } = await revokingProvider(t, authMethod);
    await removal(t, provider, authMethod);
    assert.equal(new Set(ended).size, 1);
  });
}

test("S21: a revocation_url is used as it is", async (t) => {
  const { provider, ended } = await revokingProvider(t);
  const { issuer: _unknown, ...endpoints } = provider.endpoints;
  const revocation_url = `${provider.endpoints.issuer}/token/revocation`;
  await removal(t, { ...provider, endpoints: { ...endpoints, revocation_url } });
  assert.equal(new Set(ended).size, 1);
});

test("S21: a provider that offers no way is left alone; the ciphertext goes all the same", async (t) => {
  const provider = await startProvider(t, REDIRECT_URI);
  const { host } = await removal(t, provider);
  assert.match(host.logged.join("\n"), /Demo Calendar has no way to end the tokens/);
});

test("S21: a provider that is away delays the removal by seconds only", async (t) => {
  const provider = await startProvider(t, REDIRECT_URI);
  const began = performance.now();
  // Reserved for documentation (RFC 5737): nobody answers there.
  const revocation_url = "https://192.0.2.1/revoke";
  await removal(t, { ...provider, endpoints: { ...provider.endpoints, revocation_url } });
  assert.ok(performance.now() - began < 9_000);
});

test("S21: one of two entries of the same account: the provider is not told, for it might end both", async (t) => {
  const { provider, ended } = await revokingProvider(t);
  const { host, connect, plugin } = await startScene(t, { provider });
  const first = await connect("Anna");
  const second = await connect("Anna again");
  host.list = host.list.map((entry) => ({ ...entry, unique_id: "anna" }));
  await plugin.forget(first, administrator);
  assert.deepEqual(ended, []);
  host.list = host.list.filter(({ entry_id }) => entry_id === second);
  await plugin.forget(second, administrator);
  assert.equal(new Set(ended).size, 1);
});
