/** An ordinary OAuth integration, from a flow that lacks a credential to an account that is signed in again. */
import assert from "node:assert/strict";
import { before, it } from "node:test";
import { eventually } from "../support/eventually.ts";
import { startProvider, type TestProvider } from "../support/oidc-provider.ts";
import { suiteScope } from "../support/suite-scope.ts";
import type { Client } from "./support/client.ts";
import { describeEach } from "./support/each-installation.ts";
import { entryOf, nextStep, reauthOf, reloadEntry, signInAtProvider, startFlow } from "./support/flows.ts";
import { HomeAssistant } from "./support/home-assistant.ts";

/** Shorter than what Home Assistant lets be left: every use of the token refreshes it. */
const SHORT_LIVED = { ttl: { AccessToken: 10 } };

describeEach("sign-in", (installation) => {
  const scope = suiteScope();
  let provider: TestProvider;
  let owner: Client;
  let credential: string;
  let entry: string;

  before(async () => {
    const server = await HomeAssistant.create(scope, installation);
    provider = await startProvider(scope, `${server.origin}/auth/external/callback`, SHORT_LIVED);
    await server.start({ environment: { ACME_PROVIDER: provider.endpoints.issuer ?? "" } });
    owner = await server.signIn();
  });

  const state = async () => (await entryOf(owner, entry))?.state;
  const becomes = (wanted: string) => eventually(`the entry is ${wanted}`, async () => (await state()) === wanted);
  const update = (fields: object) =>
    owner.call("application_credentials/update", { application_credentials_id: credential, ...fields });

  it("a flow that lacks a credential says so, and begins once there is one", async () => {
    const { type, reason } = await startFlow(owner, "acme_calendar");
    assert.deepEqual([type, reason], ["abort", "missing_credentials"]);
    const made = await owner.call("application_credentials/create", { domain: "acme_calendar", ...provider.client });
    credential = made.id;
    const step = await startFlow(owner, "acme_calendar");
    assert.equal(step.type, "external");
    assert.equal(new URL(step.url ?? "").searchParams.get("client_id"), provider.client.client_id);
    const done = await signInAtProvider(owner, step, "anna");
    assert.equal(done.type, "create_entry", JSON.stringify(done));
    entry = done.result?.entry_id ?? "";
    await becomes("loaded");
    assert.equal((await entryOf(owner, entry))?.title, "Acme of anna");
  });

  it("the credential is in use, and can't be deleted", async () => {
    const usage = await owner.call("application_credentials/usage", { application_credentials_id: credential });
    assert.deepEqual(
      usage[credential]?.map(({ entry_id, state }) => [entry_id, state]),
      [[entry, "loaded"]],
    );
    const { code } = await owner.refusal("application_credentials/delete", { application_credentials_id: credential });
    assert.equal(code, "home_assistant_error");
  });

  it("the token is refreshed with the credential", async () => {
    const before = provider.tokenRequests.length;
    await reloadEntry(owner, entry);
    assert.ok(provider.tokenRequests.length > before);
    assert.equal(await state(), "loaded");
  });

  it("a secret that the provider refuses, and then the right one: the entry mends by itself", async () => {
    await update({ client_secret: "S3CRET-canary-wrong" });
    await becomes("setup_error");
    await update({ client_secret: provider.client.client_secret });
    await becomes("loaded");
  });

  it("a sign-in that the provider no longer accepts: a person signs in again, and the same entry goes on", async () => {
    provider.interfere = (reply) => reply(400, JSON.stringify({ error: "invalid_grant" }));
    await reloadEntry(owner, entry);
    assert.equal(await state(), "setup_error");
    provider.interfere = undefined;
    const usage = await owner.call("application_credentials/usage", { application_credentials_id: credential });
    assert.deepEqual(
      usage[credential]?.map(({ state, reauth }) => [state, reauth]),
      [["setup_error", true]],
    );
    const flow = await reauthOf(owner, entry);
    assert.equal(flow?.step_id, "reauth_confirm");
    const done = await signInAtProvider(owner, await nextStep(owner, flow?.flow_id ?? ""), "anna");
    assert.deepEqual([done.type, done.reason], ["abort", "reauth_successful"]);
    await becomes("loaded");
    assert.equal(await reauthOf(owner, entry), undefined);
  });

  it("another client ID asks the person to sign in again", async () => {
    await update({ client_id: "another" });
    await eventually("a re-authentication flow", async () => (await reauthOf(owner, entry)) !== undefined);
  });
});
