import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { StartError } from "../../src/backend/start-error.ts";
import { readConfiguration } from "../../src/hub/start/configuration-file.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { onboard, RawClient } from "./support/client.ts";
import { sampleIntegration, startTestHub } from "./support/test-hub.ts";

function configurationOf(t: TestContext, text: string): string {
  const file = join(temporaryFolder(t), "configuration.yaml");
  writeFileSync(file, text);
  return file;
}

test("configuration.yaml: credentials of known domains are imported, the rest is said with its line", async (t) => {
  const configuration = configurationOf(
    t,
    [
      "default_config:",
      "mail:",
      "  client_id: abc",
      "  client_secret: s3cret",
      "calendar:",
      "  client_id: 12345",
      "  client_secret: !secret calendar",
    ].join("\n"),
  );
  const integrations = ["mail", "calendar"].map((domain) => sampleIntegration(domain, "/nowhere/"));
  const { plugin, lines } = await startTestHub(t, { configuration }, integrations);
  assert.deepEqual(plugin.imported, [{ domain: "mail", client_id: "abc", client_secret: "s3cret" }]);
  const warnings = lines.filter((line) => line.includes(" WARN "));
  assert.match(warnings[0] ?? "", /configuration.yaml, line 1: default_config is no integration of this hub/);
  assert.match(warnings[1] ?? "", /configuration.yaml, line 5: calendar needs client_id and client_secret/);
  assert.ok(!lines.some((line) => /s3cret|12345/.test(line)));
});

test("a configuration that does not parse is refused with line and column, without its text", async (t) => {
  for (const [text, place] of [
    ["mail:\n  client_secret: {s3cret\n", /line 3, column 1/],
    ["mail:\n  a: 1\n a: s3cret\n", /line 3/],
    ["- s3cret\n", /line 1, column 1/],
  ] as const)
    await assert.rejects(readConfiguration(configurationOf(t, text)), (error) => {
      assert.ok(error instanceof StartError);
      assert.match(error.message, place);
      assert.doesNotMatch(error.message, /s3cret|\n/);
      return true;
    });
  assert.deepEqual(await readConfiguration(configurationOf(t, "# nothing\n")), []);
});

test("what an integration brings itself is imported at start; one that can't holds up nothing", async (t) => {
  const own = async () => ({ client_id: "own", client_secret: "secret" });
  const broken = async () => Promise.reject(new Error("unreachable"));
  const { plugin, lines } = await startTestHub(t, {}, [
    sampleIntegration("mail", "/nowhere/", { ownCredential: own }),
    sampleIntegration("calendar", "/nowhere/", { ownCredential: broken }),
  ]);
  assert.deepEqual(
    plugin.imported.map(({ domain }) => domain),
    ["mail"],
  );
  assert.ok(lines.some((line) => line.includes("Sample calendar could not bring its own credential")));
});

test("a public URL that changes is reported until it is back", async (t) => {
  const first = await startTestHub(t, { publicUrl: "https://one.example/hub/" });
  const { access_token } = await onboard(first.origin);
  const configOf = async (origin: string) => {
    const client = await RawClient.connect(origin, access_token);
    const { result } = await client.call("get_config");
    client.close();
    return result as { external_url: string | null; redirect_uri_changed?: object };
  };
  assert.equal((await configOf(first.origin)).external_url, "https://one.example");
  assert.equal((await configOf(first.origin)).redirect_uri_changed, undefined);

  const second = await first.restart({ publicUrl: "https://two.example" });
  const change = { from: "https://one.example", to: "https://two.example" };
  assert.deepEqual((await configOf(second.origin)).redirect_uri_changed, change);
  assert.equal(second.hub.host.redirectUri(), "https://two.example/oauth/callback");

  const none = await second.restart({ publicUrl: undefined });
  const changed = (await configOf(none.origin)).redirect_uri_changed;
  assert.deepEqual(changed, { from: "https://two.example", to: none.origin });
  await assert.rejects(startTestHub(t, { publicUrl: "ftp://x" }), StartError);
});

test("manifests and texts: the plugin's and the integrations', filled in from English", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, "en.json"),
    JSON.stringify({ title: "Mail", config: { step: { auth: { title: "Go" } } } }),
  );
  const { origin } = await startTestHub(t, {}, [sampleIntegration("mail", folder)]);
  const { access_token } = await onboard(origin);
  const client = await RawClient.connect(origin, access_token);
  const texts = async (fields: object) =>
    ((await client.call("frontend/get_translations", fields)).result as { resources: object }).resources;

  assert.deepEqual(await texts({ language: "de-AT", category: "config_panel" }), {
    "component.application_credentials.config_panel.add": "Hinzufügen",
    "component.application_credentials.config_panel.x.y": "Y",
  });
  assert.deepEqual(await texts({ language: "en", category: "title" }), {
    "component.application_credentials.title": "Application Credentials",
    "component.mail.title": "Mail",
  });
  const config = { language: "de", category: "config", integration: ["mail"], config_flow: true };
  assert.deepEqual(await texts(config), { "component.mail.config.step.auth.title": "Go" });

  const manifests = (await client.call("manifest/list")).result as { domain: string }[];
  assert.deepEqual(
    manifests.map(({ domain }) => domain),
    ["application_credentials", "mail"],
  );
});
