/**
 * The activity keeps what people, software and providers said for 90 days: acts of every kind are done with secrets
 * planted in them, and then it is searched as the wire, the page and the disk show it.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import type { ActivityItem } from "../../src/protocol/activity.ts";
import { logInAsOwner, openWindow } from "../support/browser.ts";
import { callApi, WireClient } from "../support/hub-client.ts";
import { startProvider, type TestProvider, visitProvider } from "../support/oidc-provider.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type DemoHub, startDemoHub } from "./support/demo-hub.ts";

const CANARY = "S3CRET-canary-7b1f0c9d";
const PREFIX = "application_credentials";

describe("the activity", { timeout: 90_000 }, () => {
  const scope = suiteScope();
  const data = temporaryFolder(scope);
  const secrets = new Set<string>([CANARY]);
  let home: DemoHub;
  let provider: TestProvider;
  let items: ActivityItem[] = [];

  const plant = (secret: string | null | undefined) => secret && secrets.add(secret);
  async function signIn(credentialId: string, allow = true) {
    const begun = await home.begin("demo_mail", credentialId);
    plant(new URL(begun.url).searchParams.get("state"));
    const callback = await visitProvider(await home.toProvider(begun), "ada", allow);
    plant(new URL(callback).searchParams.get("code"));
    await home.visit(callback, begun.cookie);
    return home.step(begun);
  }

  before(async () => {
    home = await startDemoHub(scope, { data });
    const { owner } = home;
    provider = await startProvider(scope, `${home.origin}/oauth/callback`, { ttl: { AccessToken: 5 } });
    plant(provider.client.client_secret);
    await owner.call(`${PREFIX}/activity/subscribe`);
    const used = await home.useProvider(provider);
    const item = { domain: "demo_mail", client_id: "spare", client_secret: CANARY, name: "Spare" };
    const { id } = await owner.call<{ id: string }>(`${PREFIX}/create`, item);
    const spare = { application_credentials_id: id };
    await owner.call(`${PREFIX}/update`, { ...spare, client_secret: `${CANARY} again` });
    await owner.send(`${PREFIX}/create`, { ...item, domain: CANARY });
    await owner.send(`${PREFIX}/update`, { ...spare, client_secret: [CANARY], [CANARY]: CANARY });
    // Answered with what was sent (PROTOCOL section 4), and kept nowhere.
    await owner.send(`${PREFIX}/delete`, { application_credentials_id: CANARY });
    await owner.call(`${PREFIX}/delete`, spare);

    const { token, token_id } = await owner.call<{ token: string; token_id: string }>(
      `${PREFIX}/integration_token/create`,
      { domain: "demo_mail", name: "script" },
    );
    plant(token);
    const software = await WireClient.connect(home.origin, token);
    await software.send(`${PREFIX}/import`, { domain: "demo_mail", client_id: "imported", client_secret: CANARY });
    await software.send(`${PREFIX}/import`, { domain: "demo_calendar", client_id: "x", client_secret: CANARY });
    await software.send(`${PREFIX}/create`, { ...item, client_secret: CANARY });

    const entryId = (await signIn(used)).result?.entry_id ?? "";
    await software.send(`${PREFIX}/token`, { entry_id: entryId });
    await owner.send(`${PREFIX}/delete`, { application_credentials_id: used });
    await signIn(used, false);
    // A provider that repeats what it was sent.
    provider.interfere = (reply) =>
      reply(400, JSON.stringify({ error: "invalid_grant", error_description: provider.client.client_secret }));
    await signIn(used);
    await software.send(`${PREFIX}/token`, { entry_id: entryId });
    provider.interfere = undefined;
    await callApi(home.session, "DELETE", `config/config_entries/entry/${entryId}`);
    await owner.call(`${PREFIX}/integration_token/revoke`, { token_id });
    software.close();
    for (const { sent, answered } of provider.exchanges) {
      for (const name of ["client_secret", "code", "code_verifier", "refresh_token"]) plant(sent[name] as string);
      for (const name of ["access_token", "refresh_token", "id_token"]) plant(answered[name] as string);
    }
    ({ items } = await owner.call<{ items: ActivityItem[] }>(`${PREFIX}/activity/list`, { limit: 500 }));
  });

  const assertClean = (text: string) => {
    assert.ok(secrets.size > 10, `only ${secrets.size} were planted`);
    for (const secret of secrets) assert.ok(!text.includes(secret), text.replaceAll(secret, "•••"));
  };

  test("S39: every act is in it, with who did it, when and from where", () => {
    const told = new Set(items.map(({ action, result }) => `${action} ${result}`));
    for (const line of [
      "credential.created succeeded",
      "credential.created failed",
      "credential.secret_changed succeeded",
      "credential.deleted succeeded",
      "credential.deleted failed",
      "credential.imported succeeded",
      "credential.imported failed",
      "integration_token.created succeeded",
      "integration_token.revoked succeeded",
      "account.connected succeeded",
      "account.sign_in_failed failed",
      "account.removed succeeded",
    ])
      assert.ok(told.has(line), `no line tells of ${line}`);
    for (const { actor, at, address, reason, result } of items) {
      assert.ok(Math.abs(Date.parse(at) - Date.now()) < 120_000);
      assert.equal(reason === undefined, result === "succeeded");
      if (actor.kind === "hub") continue;
      assert.ok(actor.id);
      assert.equal(actor.name, actor.kind === "user" ? "Owner" : "script");
      assert.equal(address, "127.0.0.1");
    }
  });

  test("S12: no secret, token, code or state in a list or an event of it", () => {
    assertClean(JSON.stringify(items));
    assertClean(JSON.stringify(home.owner.events));
    assert.ok(home.owner.events.length > 8);
  });

  test("S12: nor in the page that shows it", async () => {
    const { page } = await openWindow(scope);
    await logInAsOwner(page, home.origin);
    await page.goto(`${home.origin}/config/application_credentials/activity`);
    await page.getByText("Owner removed").first().waitFor();
    assertClean(await page.locator("body").innerText());
  });

  test("S13, S14: nor in the log or a file of the data folder", async () => {
    assert.equal(await home.hub.stop(), 0);
    assertClean(home.hub.log());
    const files = readdirSync(data, { recursive: true, encoding: "utf8" }).map((name) => join(data, name));
    for (const file of files.filter((name) => statSync(name).isFile() && !name.includes("/demo/")))
      for (const secret of secrets) assert.ok(!readFileSync(file).includes(secret), `${file} holds a secret`);
  });
});
