/** Section 4 of the contract in a running Home Assistant, and what only Home Assistant has to it. */
import assert from "node:assert/strict";
import { before, it } from "node:test";
import { jsonServer, metadataOf } from "../backend/providers/support.ts";
import { suiteScope } from "../support/suite-scope.ts";
import type { Client } from "./support/client.ts";
import { signedInEntry, writeCoreCredentials, writeEntries } from "./support/configuration.ts";
import { describeContract } from "./support/contract.ts";
import { describeEach } from "./support/each-installation.ts";
import { HomeAssistant } from "./support/home-assistant.ts";

const ADOPTED = {
  id: "electric_kiwi_old",
  domain: "electric_kiwi",
  client_id: "old",
  client_secret: "S3CRET-canary-old1",
};
const IMPORTED = {
  id: "acme_raw_brought",
  domain: "acme_raw",
  client_id: "brought",
  client_secret: "S3CRET-canary-raw1",
  auth_domain: "acme_own",
  name: "Import from configuration.yaml",
};

describeEach("contract", (installation) => {
  const scope = suiteScope();
  let server: HomeAssistant;
  let owner: Client;
  before(async () => {
    server = await HomeAssistant.create(scope, installation);
    writeCoreCredentials(server.folder, [ADOPTED, IMPORTED]);
    writeEntries(server.folder, [signedInEntry("e1", "acme_raw", "acme_own")]);
    await server.start();
    owner = await server.signIn();
  });

  it("what was in Home Assistant's own list is there, with its ids", async () => {
    const items = await owner.call("application_credentials/list");
    assert.deepEqual(
      items.map(({ id, client_id, auth_domain }) => ({ id, client_id, auth_domain })),
      [ADOPTED, { ...IMPORTED }].map(({ id, client_id, ...more }) => ({
        id,
        client_id,
        auth_domain: "auth_domain" in more ? more.auth_domain : undefined,
      })),
    );
    assert.ok(items.every(({ client_secret_hint }) => /^(?:old1|raw1)$/.test(client_secret_hint)));
  });

  it("one that is in use by its auth_domain can't be deleted, and says so", async () => {
    const { code, message } = await owner.refusal("application_credentials/delete", {
      application_credentials_id: IMPORTED.id,
    });
    assert.deepEqual(
      [code, message],
      ["home_assistant_error", "Cannot delete credential in use by integration acme_raw"],
    );
  });

  it("usage and config_entry know the entry", async () => {
    const entry = { entry_id: "e1", domain: "acme_raw", title: "e1", state: "loaded", reauth: false };
    assert.deepEqual(await owner.call("application_credentials/usage"), { [ADOPTED.id]: [], [IMPORTED.id]: [entry] });
    assert.deepEqual(await owner.call("application_credentials/config_entry", { config_entry_id: "e1" }), {
      application_credentials_id: IMPORTED.id,
    });
  });

  it("config names core's own integrations, the samples, and their placeholders", async () => {
    const { domains, integrations } = await owner.call("application_credentials/config");
    for (const domain of ["google", "spotify", "acme_calendar", "acme_raw"])
      assert.ok(domains.includes(domain), domain);
    const { name, description_placeholders } = integrations.acme_calendar ?? {};
    assert.deepEqual(
      [name, description_placeholders],
      ["Acme Calendar", { console_url: "https://acme.example/console" }],
    );
  });

  it("a changed credential reaches the entry that uses it, which stays loaded", async () => {
    await owner.call("application_credentials/update", {
      application_credentials_id: IMPORTED.id,
      client_id: "brought",
    });
    const entries = await owner.call<{ entry_id: string; state: string }[]>("config_entries/get");
    assert.equal(entries.find(({ entry_id }) => entry_id === "e1")?.state, "loaded");
  });

  it("integration tokens are the embedded hub's alone: here integrations have core's functions", async () => {
    const { code } = await owner.refusal("application_credentials/integration_token/list");
    assert.equal(code, "unknown_command");
  });

  it("S6 S7 providers of one's own: discovered and allowed by name here too; the sign-in is core's, and preflight is not", async () => {
    const call = <Result>(command: string, fields: object = {}) =>
      owner.call<Result>(`application_credentials/${command}`, fields);
    const { sign_in } = await call<{ sign_in: boolean }>("authorization_server/options");
    assert.equal(sign_in, false);
    const provider = await jsonServer(scope, (origin) => ({
      "/.well-known/openid-configuration": metadataOf(origin),
    }));
    const issuer = provider.origin;
    const refused = await owner.refusal("application_credentials/authorization_server/discover", { issuer });
    assert.equal(refused.code, "invalid_format");
    await call("allowed_host/add", { host: "127.0.0.1" });
    assert.deepEqual(await call("authorization_server/discover", { issuer }), {
      issuer,
      authorize_url: `${issuer}/auth`,
      token_url: `${issuer}/token`,
    });
    await call("allowed_host/remove", { host: "127.0.0.1" });
    assert.deepEqual(await call("allowed_host/list"), []);
    const { code } = await owner.refusal("application_credentials/preflight", { domain: "acme_mail" });
    assert.equal(code, "unknown_command");
  });

  describeContract(() => ({ origin: server.origin, owner }), ["acme_calendar", "acme_mail"]);

  it("no secret is in the log, in an event or in a file, but for core's own", async () => {
    assert.ok(!server.log().includes("S3CRET"));
    for (const file of ["home-assistant.log", ".storage/application_credentials_plugin"]) {
      if (server.has(file)) assert.ok(!server.read(file).includes("S3CRET"), file);
    }
    for (const file of ["hub.db", "snapshot.jwe"]) {
      assert.ok(!server.read(`application_credentials/${file}`).includes("S3CRET"), file);
    }
  });
});
