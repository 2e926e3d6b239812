/** A client is checked, and its secret changed, in a real Home Assistant whose own OAuth classes ask the provider. */
import assert from "node:assert/strict";
import { before, it } from "node:test";
import type { CheckResult } from "../../src/protocol/check.ts";
import type { Rotation } from "../../src/protocol/rotation.ts";
import { eventually } from "../support/eventually.ts";
import { acceptSecret, startProvider, type TestProvider } from "../support/oidc-provider.ts";
import { suiteScope } from "../support/suite-scope.ts";
import type { Client } from "./support/client.ts";
import { describeEach } from "./support/each-installation.ts";
import { entryOf, reauthOf, signInAtProvider, startFlow } from "./support/flows.ts";
import { HomeAssistant } from "./support/home-assistant.ts";

/** Shorter than what Home Assistant lets be left: every use of the token refreshes it. */
const SHORT_LIVED = { ttl: { AccessToken: 10 } };
const NEW = "S3CRET-canary-the-new-one";

describeEach("rotation", (installation) => {
  const scope = suiteScope();
  let provider: TestProvider;
  let owner: Client;
  let credential: string;
  let entry: string;
  let events: Rotation[][];

  before(async () => {
    const server = await HomeAssistant.create(scope, installation);
    provider = await startProvider(scope, `${server.origin}/auth/external/callback`, SHORT_LIVED);
    await server.start({ environment: { ACME_PROVIDER: provider.endpoints.issuer ?? "" } });
    owner = await server.signIn();
    const made = await owner.call("application_credentials/create", { domain: "acme_calendar", ...provider.client });
    credential = made.id;
    const done = await signInAtProvider(owner, await startFlow(owner, "acme_calendar"), "anna");
    entry = done.result?.entry_id ?? "";
    ({ events } = await owner.subscribe<Rotation[]>("application_credentials/rotate/subscribe"));
  });

  const becomes = (wanted: string) =>
    eventually(`the entry is ${wanted}`, async () => (await entryOf(owner, entry))?.state === wanted);
  const rotate = (client_secret: string) =>
    owner.call("application_credentials/rotate", { application_credentials_id: credential, client_secret });
  const stands = (wanted: Rotation["state"]) =>
    eventually(`the rotation is ${wanted}`, async () => events.at(-1)?.[0]?.state === wanted);

  it("the check is answered by the provider itself", async () => {
    await becomes("loaded");
    const stored = await owner.call("application_credentials/check", { application_credentials_id: credential });
    assert.deepEqual(stored, { status: "accepted", reason: "Acme Calendar knows this client ID and secret." });
    const typed = { domain: "acme_calendar", client_id: "nobody", client_secret: "S3CRET-canary-nobody" };
    const { status, reason } = await owner.call<CheckResult>("application_credentials/check", typed);
    assert.equal(status, "rejected");
    assert.match(reason, /^Acme Calendar answered “invalid_client/);
  });

  it("F4: a new secret that the provider rejects: the entry goes on with the old one, and it is said", async () => {
    await rotate("S3CRET-canary-mistyped");
    await stands("rejected");
    assert.match(events.at(-1)?.[0]?.reason ?? "", /^The provider answered with the HTTP status 40[01]\.$/);
    await becomes("loaded");
    await owner.call("application_credentials/rotate/back_out", { application_credentials_id: credential });
    await eventually("nothing is under way", async () => events.at(-1)?.length === 0);
    await becomes("loaded");
    assert.equal(await reauthOf(owner, entry), undefined);
  });

  it("F4: one that the provider accepts has worked with the first refresh", async () => {
    await acceptSecret(provider, NEW);
    await rotate(NEW);
    await stands("worked");
    await becomes("loaded");
    assert.ok(!owner.received().includes(NEW));
  });
});
