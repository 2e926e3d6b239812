/** F9 in a running Home Assistant: an ordinary integration's entries go from one credential to another. */
import assert from "node:assert/strict";
import { before, it } from "node:test";
import type { ResultOfType } from "../../src/protocol/index.ts";
import { eventually } from "../support/eventually.ts";
import { startProvider } from "../support/oidc-provider.ts";
import { suiteScope } from "../support/suite-scope.ts";
import type { Client } from "./support/client.ts";
import { describeEach } from "./support/each-installation.ts";
import {
  entryOf,
  type FlowStep,
  nextStep,
  reauthOf,
  reloadEntry,
  signInAtProvider,
  startFlow,
} from "./support/flows.ts";
import { HomeAssistant } from "./support/home-assistant.ts";

const SECRET = "S3CRET-canary-client-secret";
/** Shorter than what Home Assistant lets be left: every use of the token refreshes it, with the entry's client. */
const SHORT_LIVED = { AccessToken: 10 };

describeEach("move", (installation) => {
  const scope = suiteScope();
  let server: HomeAssistant;
  let owner: Client;
  let entry: string;
  let provided: { environment: Record<string, string> };
  const credentials: Record<string, string> = {};

  before(async () => {
    server = await HomeAssistant.create(scope, installation);
    const redirectUri = `${server.origin}/auth/external/callback`;
    const clients = ["first", "second"].map((client_id) => ({
      client_id,
      client_secret: SECRET,
      redirect_uris: [redirectUri],
      grant_types: ["authorization_code", "refresh_token"],
      token_endpoint_auth_method: "client_secret_post" as const,
    }));
    const provider = await startProvider(scope, redirectUri, { clients, ttl: SHORT_LIVED });
    provided = { environment: { ACME_PROVIDER: provider.endpoints.issuer ?? "" } };
    await server.start(provided);
    owner = await server.signIn();
    credentials.first = await create("first", "First");
    const done = await signInAtProvider(owner, await startFlow(owner, "acme_calendar"), "anna");
    entry = done.result?.entry_id ?? "";
    await becomes("loaded");
    credentials.twin = await create("first", "Twin");
    credentials.second = await create("second", "Second");
  });

  async function create(client_id: string, name: string): Promise<string> {
    const args = { domain: "acme_calendar", client_id, client_secret: SECRET, name };
    const made = await owner.call<{ id: string }>("application_credentials/create", args);
    return made.id;
  }
  const state = async () => (await entryOf(owner, entry))?.state;
  const becomes = (wanted: string) => eventually(`the entry is ${wanted}`, async () => (await state()) === wanted);
  const move = (from: string, to: string): Promise<ResultOfType<"application_credentials/move">> =>
    owner.call("application_credentials/move", { from: credentials[from], to: credentials[to] });
  const users = async (name: string) =>
    (await owner.call("application_credentials/usage"))[credentials[name] ?? ""]?.map(({ entry_id }) => entry_id);
  const remove = (name: string) => ({ application_credentials_id: credentials[name] });

  /** The person's way through the flow; where Home Assistant asks for the credential, the one that it proposes. */
  async function signInAgain(): Promise<FlowStep> {
    const flow = await reauthOf(owner, entry);
    let step = await nextStep(owner, flow?.flow_id ?? "");
    if (step.step_id === "pick_implementation") {
      const [field] = (step as FlowStep & { data_schema: { default?: string }[] }).data_schema;
      assert.equal(field?.default, credentials.second);
      step = await nextStep(owner, step.flow_id, { implementation: field?.default });
    }
    assert.equal(new URL(step.url ?? "").searchParams.get("client_id"), "second");
    return signInAtProvider(owner, step, "anna");
  }

  it("with the same client ID it switches at once, and the old credential can go", async () => {
    assert.deepEqual(await move("first", "twin"), { moved: [entry], pending: [], failed: [] });
    assert.deepEqual([await users("first"), await users("twin")], [[], [entry]]);
    assert.equal(await owner.call("application_credentials/delete", remove("first")), null);
    await becomes("loaded");
    await reloadEntry(owner, entry);
    assert.equal(await state(), "loaded");
  });

  it("with another one it waits for its person; the old tokens go on; both are in use", async () => {
    assert.deepEqual(await move("twin", "second"), { moved: [], pending: [entry], failed: [] });
    assert.deepEqual([await users("twin"), await users("second")], [[entry], [entry]]);
    for (const name of ["twin", "second"])
      assert.equal((await owner.refusal("application_credentials/delete", remove(name))).code, "home_assistant_error");
    await eventually("a flow", async () => (await reauthOf(owner, entry)) !== undefined);
    await reloadEntry(owner, entry);
    assert.equal(await state(), "loaded");
  });

  it("it can be taken back, and begun again", async () => {
    assert.deepEqual(await move("second", "twin"), { moved: [entry], pending: [], failed: [] });
    await eventually("no flow", async () => (await reauthOf(owner, entry)) === undefined);
    assert.deepEqual(await users("second"), []);
    await move("twin", "second");
    await eventually("a flow", async () => (await reauthOf(owner, entry)) !== undefined);
  });

  it("Home Assistant restarted, it is asked for again", async () => {
    await server.stop();
    await server.start(provided);
    owner = await server.signIn();
    await becomes("loaded");
    await eventually("a flow", async () => (await reauthOf(owner, entry)) !== undefined);
    assert.deepEqual([await users("twin"), await users("second")], [[entry], [entry]]);
  });

  it("signed in again it has switched, and nothing is asked any more", async () => {
    const done = await signInAgain();
    assert.deepEqual([done.type, done.reason], ["abort", "reauth_successful"]);
    await eventually("the switch", async () => (await users("twin"))?.length === 0);
    assert.deepEqual(await users("second"), [entry]);
    await reloadEntry(owner, entry);
    assert.equal(await state(), "loaded");
    assert.equal(await reauthOf(owner, entry), undefined);
    assert.equal(await owner.call("application_credentials/delete", remove("twin")), null);
  });
});
