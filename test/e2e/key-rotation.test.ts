/**
 * The key as its owner meets it: asked to save it, saved once, rotated in the page while accounts go on, and rotated in
 * a hub that is killed meanwhile.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Credential } from "../../src/protocol/credentials.ts";
import type { KeyStatus } from "../../src/protocol/keys.ts";
import { connectAccount, makeOwner, openWindow } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const OWN = { authorize_url: "https://p.example/a", token_url: "https://p.example/t" };

const keyIn = (data: string) => readFileSync(join(data, "application_credentials.key"), "utf8").trim();

async function create(client: WireClient, count: number, from = 0): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, (_, n) =>
      client.call("application_credentials/create", {
        domain: "own_provider",
        client_id: `client ${from + n}`,
        client_secret: `secret ${from + n}`,
        authorization_server: OWN,
      }),
    ),
  );
}

test("in the page: the key is saved once, then rotated while an account goes on, and the hub opens everything after a restart", {
  timeout: 120_000,
}, async (t) => {
  const data = temporaryFolder(t);
  const hub = await startHubProcess(t, { data, demo: true });
  const { page } = await openWindow(t);
  await makeOwner(page, hub.origin);
  await connectAccount(page, "Demo Calendar", "Anna");
  await page.goto(`${hub.origin}/config/application_credentials`);
  const first = keyIn(data);

  await t.test("it asks to save the key, shows it once, and the file is the key", async () => {
    await page.getByText("a backup is worth nothing without it").waitFor();
    await page.getByRole("button", { name: "Save the key…" }).click();
    await page.getByRole("button", { name: "Show the key" }).click();
    const words = page.getByRole("list", { name: "The recovery phrase" }).getByRole("listitem");
    await words.nth(23).waitFor();
    assert.equal(await words.count(), 24);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download key file" }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^application_credentials-[\w-]{12}\.key$/);
    assert.equal(readFileSync(await download.path(), "utf8").trim(), first);
    await page.getByRole("button", { name: "I have saved it" }).click();
    await page.getByText("a backup is worth nothing without it").waitFor({ state: "detached" });
  });

  await t.test("it is rotated, which says so, and asks to save the new one", async () => {
    await page.getByRole("button", { name: "More", exact: true }).first().click();
    await page.getByRole("menuitem", { name: "Keys and backup" }).click();
    await page.getByText(/Saved on .* by Anna/).waitFor();
    await page.getByRole("button", { name: "Rotate key…" }).click();
    await page.getByText("Backups that were made before need the old key").waitFor();
    await page.getByRole("button", { name: "Rotate key", exact: true }).click();
    await page.getByText("The key is rotated: everything is sealed anew.").waitFor();
    await page.getByText("Not saved yet").waitFor();
    assert.notEqual(keyIn(data), first);
    await page.keyboard.press("Escape");
    await page.getByText("a backup is worth nothing without it").waitFor();
    await page.getByRole("button", { name: "Don't ask again" }).click();
    await page.getByText("a backup is worth nothing without it").waitFor({ state: "detached" });
  });

  await t.test("the account works on, now and after a restart", async () => {
    const { port } = new URL(hub.origin);
    assert.equal(await hub.stop(), 0);
    const again = await startHubProcess(t, { data, demo: true, port: Number(port) });
    await page.goto(`${again.origin}/config/integrations/dashboard`);
    await page.getByRole("link", { name: /Anna/ }).click();
    await page.getByRole("heading", { name: "Next events" }).waitFor();
    assert.ok((await page.getByRole("listitem").count()) > 2);
    assert.ok(!again.log().includes(keyIn(data)) && !hub.log().includes(first), "a key is in the log");
  });
});

test("S17: a hub that is killed while it rotates, and while others write, goes on at its next start", {
  timeout: 180_000,
}, async (t) => {
  const data = temporaryFolder(t);
  let made = 0;
  let last = "";
  for (let round = 0; round < 6; round += 1) {
    const hub = await startHubProcess(t, { data, env: { LOG_LEVEL: "debug" } });
    const { accessToken } = await signInAsOwner(hub.origin);
    const client = await WireClient.connect(hub.origin, accessToken);
    const list = await client.call<Credential[]>("application_credentials/list");
    assert.ok(list.length >= made, `${list.length} of ${made}`);
    made = list.length;
    await create(client, 100, made);
    made += 100;
    const before = await client.call<KeyStatus>("application_credentials/key/status");
    if (last !== "" && before.key_id !== last) last = before.key_id;
    void client.call("application_credentials/key/rotate");
    void create(client, 50, made).then(() => {
      made += 50;
    });
    await wait(round * 14);
    await hub.stop("SIGKILL");
    client.close();
  }
  const hub = await startHubProcess(t, { data });
  const { accessToken } = await signInAsOwner(hub.origin);
  const client = await WireClient.connect(hub.origin, accessToken);
  await eventually("the end of the rotation", async () => {
    const { rotating, data_keys, records_pending } = await client.call<KeyStatus>("application_credentials/key/status");
    return !rotating && data_keys === 1 && records_pending === 0;
  });
  const events: { secrets_lost: string[] }[] = [];
  await client.call("application_credentials/key/subscribe");
  await eventually("the key's state", () => client.events.length > 0);
  events.push(...(client.events as typeof events));
  assert.deepEqual(events.at(-1)?.secrets_lost, []);
  assert.ok((await client.call<Credential[]>("application_credentials/list")).length >= made);
  assert.ok(!existsSync(join(data, "application_credentials.key.next")), readdirSync(data).join());
  client.close();
  assert.equal(await hub.stop(), 0);
});
