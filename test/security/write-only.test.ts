/**
 * A client secret goes in and never comes out: secrets are planted wherever one can be, then every command, every page
 * and every answer is searched for them, and what a browser holds of the page.
 */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { hubCommands, pluginCommands } from "../../src/protocol/index.ts";
import { logInAsOwner, openWindow } from "../support/browser.ts";
import { callApi, WireClient } from "../support/hub-client.ts";
import { startProvider, type TestProvider, visitProvider } from "../support/oidc-provider.ts";
import { sampleArgs } from "../support/sample-args.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { type DemoHub, startDemoHub } from "./support/demo-hub.ts";

const CANARY = "S3CRET-canary-7b1f0c9d";

describe("secrets are write-only", { timeout: 90_000 }, () => {
  const scope = suiteScope();
  let home: DemoHub;
  let provider: TestProvider;
  let software: WireClient;
  let credentialId = "";
  let entryId = "";
  /** Everything that came out, each with what it answers. */
  const seen: [string, string][] = [];

  const record = <Answer>(what: string, answer: Answer): Answer => {
    seen.push([what, JSON.stringify(answer)]);
    return answer;
  };
  const send = async (type: string, args: object = {}, client: WireClient = home.owner) =>
    record(type, await client.send(type, args));

  function assertClean(): void {
    assert.ok(seen.length > 0);
    for (const [what, text] of seen) assert.ok(!text.includes("S3CRET-canary"), `${what}: ${text.slice(0, 2_000)}`);
  }

  before(async () => {
    home = await startDemoHub(scope);
    provider = await startProvider(scope, `${home.origin}/oauth/callback`);
    const { token } = await home.owner.call<{ token: string }>("application_credentials/integration_token/create", {
      domain: "demo_mail",
      name: "script",
    });
    software = await WireClient.connect(home.origin, token);
    scope.after(() => software.close());
    await send("application_credentials/subscribe");
    await send("subscribe_events");
    credentialId = await home.useProvider(provider);
    const begun = await home.begin("demo_mail", credentialId);
    const callback = await visitProvider(await home.toProvider(begun), "ada");
    assert.equal((await home.visit(callback, begun.cookie)).status, 303);
    entryId = record("the step", await home.step(begun)).result?.entry_id ?? "";
    assert.ok(entryId);
  });

  test("S12: changed, imported, misplaced, too long or of the wrong type: the secret is in no answer", async () => {
    const id = { application_credentials_id: credentialId };
    const item = { domain: "demo_mail", client_id: "other", client_secret: CANARY };
    for (const [type, args] of [
      ["import", item],
      ["create", item],
      ["create", { ...item, domain: "nobody" }],
      ["create", { ...item, client_secret: [CANARY] }],
      ["create", { ...item, client_secret: { [CANARY]: CANARY } }],
      ["create", { ...item, client_secret: CANARY.repeat(1_000) }],
      ["create", { ...item, client_secret: `${CANARY}\ud800` }],
      ["create", { ...item, client_id: "" }],
      ["create", { ...item, authorization_server: { authorize_url: CANARY, token_url: `http://u:${CANARY}@x/` } }],
      ["update", { ...id, client_secret: CANARY, colour: CANARY }],
      ["update", { ...id, client_secret: CANARY, scopes: [`${CANARY} ${CANARY}`] }],
      ["update", { application_credentials_id: "gone", client_secret: CANARY }],
      ["check", { ...item }],
      ["check", { ...item, authorization_server: { authorize_url: CANARY, token_url: CANARY } }],
      ["rotate", { ...id, client_secret: CANARY }],
      ["rotate", { application_credentials_id: "gone", client_secret: CANARY }],
      ["rotate/back_out", id],
      ["file/preview", { items: [{ ...item, id: "filed" }, { ...item, client_id: "" }, [CANARY], CANARY] }],
      ["file/import", { items: [{ ...item, id: "filed", client_id: "filed" }, { ...item, name: [CANARY] }, CANARY] }],
      ["file/import", { items: [{ ...item, client_secret: `${CANARY} again` }], replace: true }],
      ["file/export", {}],
      ["list", { client_secret: CANARY }],
      ["no_such_command", { client_secret: CANARY }],
    ] as const) {
      await send(`application_credentials/${type}`, args);
      await send(`application_credentials/${type}`, args, software);
    }
    home.owner.socket.send(`{"id":100000,"type":"application_credentials/create","client_secret":"${CANARY}"`);
    assertClean();
  });

  test("S12: the provider's words that repeat a secret are shown without it", async () => {
    provider.interfere = (reply) =>
      reply(400, JSON.stringify({ error: "invalid_grant", error_description: provider.client.client_secret }));
    const begun = await home.begin("demo_mail", credentialId);
    const callback = await visitProvider(await home.toProvider(begun), "ada");
    record("the callback", await (await home.visit(callback, begun.cookie)).text());
    assert.equal(record("the step", await home.step(begun)).type, "abort");
    provider.interfere = undefined;
    assertClean();
  });

  test("S12: every command of the table, of which none is known to give one away", async () => {
    const known = {
      application_credentials_id: credentialId,
      config_entry_id: entryId,
      entry_id: entryId,
      domain: "demo_mail",
      client_secret: CANARY,
      from: credentialId,
      to: credentialId,
    };
    for (const row of [...pluginCommands, ...hubCommands]) {
      const args = sampleArgs(row, known);
      // The credential that everything is asked about has to stay what it is.
      const changes = row.type === "application_credentials/update";
      await send(row.type, changes ? { application_credentials_id: credentialId, client_secret: CANARY } : args);
      await send(row.type, args, software);
    }
    record("events", [...home.owner.events, ...software.events]);
    assert.ok(home.owner.events.length > 5);
    assertClean();
  });

  test("S12: nor does any page or answer over HTTP", async () => {
    const flow = await home.begin("demo_mail", credentialId);
    for (const path of [
      "/",
      "/config/application_credentials",
      "/config/integrations/dashboard",
      "/frontend/translations/en.json",
      "/api/onboarding",
      `/api/config/config_entries/flow/${flow.flow_id}`,
      "/api/config/config_entries/flow/unknown",
      `/api/application_credentials/${credentialId}`,
      "/api/application_credentials",
      "/api/diagnostics/config_entry/x",
      "/oauth/start",
      "/oauth/result",
      flow.url.slice(home.origin.length),
    ]) {
      const headers = { authorization: `Bearer ${home.session.accessToken}` };
      const answer = await fetch(home.origin + path, { headers, redirect: "manual" });
      record(path, [await answer.text(), ...answer.headers]);
    }
    for (const body of [{ handler: CANARY }, { handler: "demo_mail", client_secret: CANARY }, [CANARY]])
      record("flow", await callApi(home.session, "POST", "config/config_entries/flow", body));
    assertClean();
  });

  test("S12: a browser that shows the credentials holds none: not in the page, not in storage, not in memory", async () => {
    const { page, context } = await openWindow(scope);
    await logInAsOwner(page, home.origin);
    await page.goto(`${home.origin}/config/application_credentials`);
    await page.getByRole("button", { name: "Add credential" }).click();
    await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
    await page.getByRole("option", { name: "Demo Mail" }).click();
    await page.getByLabel("OAuth client ID").fill("typed");
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(CANARY);
    await page.getByRole("button", { name: "Save", exact: true }).click();
    const anyway = page.getByRole("button", { name: "Save anyway" });
    await anyway.or(page.getByText("Credential saved")).first().waitFor();
    if (await anyway.isVisible()) await anyway.click();
    await page.getByText("Credential saved").waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
    await page.getByRole("row", { name: "typed" }).waitFor();
    const stored =
      "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, history.state, location.href])";
    record("storage", await page.evaluate(stored));
    record("cookies", await context.cookies());

    await page.reload();
    await page.getByRole("button", { name: "Actions for typed" }).click();
    await page.getByRole("menuitem", { name: "Edit" }).click();
    await page.getByRole("textbox", { name: /OAuth client secret/ }).waitFor();
    record("storage", await page.evaluate(stored));
    const session = await context.newCDPSession(page);
    let heap = "";
    session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => {
      heap += chunk;
    });
    await session.send("HeapProfiler.takeHeapSnapshot");
    assert.ok(heap.includes("typed"), "the list is not in memory");
    record("memory", heap.includes(CANARY) ? CANARY : "nothing");
    assertClean();
  });
});
