import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import * as oauth from "openid-client";
import type { ListedClient, NewClient } from "../../src/demo/provider/clients.ts";
import { openDatabase } from "../../src/demo/provider/database.ts";
import { CookieBrowser } from "../support/provider-person.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { api, connect, discover, jsonOf, runProvider } from "./support/running-provider.ts";

const portOf = (origin: string) => Number(new URL(origin).port);

test("clients, tokens, keys and sessions survive a restart on the same port", async (context) => {
  const before = await runProvider(context);
  const made = await jsonOf<NewClient>(before.console("clients", { name: "My mail" }));
  const browser = new CookieBrowser();
  const tokens = await connect(await discover(before), { browser });
  const keys = await (await fetch(`${before.origin}/jwks`)).text();
  await before.close();

  const after = await runProvider(context, { folder: before.folder, port: portOf(before.origin) });
  assert.equal(after.origin, before.origin);
  // `fetch` keeps connections to the one that ended, and learns of it by using one.
  await fetch(after.origin).catch(() => undefined);
  assert.deepEqual(after.calendarClient, before.calendarClient);
  assert.equal(await (await fetch(`${after.origin}/jwks`)).text(), keys);
  assert.equal((await api(after, "me", tokens.access_token)).status, 200);
  const config = await discover(after);
  await oauth.refreshTokenGrant(config, tokens.refresh_token as string);
  await connect(await discover(after, made), { scope: "mail.read", browser });
});

test("the calendar's redirect URI follows the hub's", async (context) => {
  const before = await runProvider(context);
  await before.close();
  const redirectUri = "https://hub.example/oauth/callback";
  const after = await runProvider(context, { folder: before.folder, redirectUri });
  const [calendar] = await jsonOf<ListedClient[]>(after.console("clients"));
  assert.deepEqual(calendar?.redirect_uris, [redirectUri]);
});

test("its files are for their owner alone, and hold no client's secret and no token", async (context) => {
  const provider = await runProvider(context);
  const made = await jsonOf<NewClient>(provider.console("clients", { name: "My mail" }));
  const tokens = await connect(await discover(provider));
  assert.equal(statSync(provider.folder).mode & 0o077, 0);
  const files = readdirSync(provider.folder).map((name) => join(provider.folder, name));
  assert.ok(files.length > 0);
  for (const file of files) {
    assert.equal(statSync(file).mode & 0o777, 0o600, file);
    const content = readFileSync(file, "latin1");
    for (const secret of [
      made.client_secret,
      provider.calendarClient.client_secret,
      tokens.access_token,
      tokens.refresh_token as string,
    ]) {
      assert.ok(!content.includes(secret));
    }
  }
});

test("a port that is taken is a warning, and another one is used", async (context) => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  context.after(() => other.close());
  const { port } = other.address() as { port: number };
  const provider = await runProvider(context, { port });
  assert.notEqual(portOf(provider.origin), port);
  assert.match(provider.logged.join(), new RegExp(`^warn Port ${port} is not free`));
  await connect(await discover(provider));
});

test("a database that fails is an exception, never an empty answer", async (context) => {
  const database = openDatabase(temporaryFolder(context));
  await database.put("Kind", "a", { value: 1 });
  assert.deepEqual(await database.get("Kind", "a"), { value: 1 });
  assert.deepEqual(await database.entries("Kind"), [["a", { value: 1 }]]);
  await database.close();
  await assert.rejects(database.get("Kind", "a"));
  await assert.rejects(database.put("Kind", "a", { value: 2 }));
  await assert.rejects(database.delete("Kind", "a"));
  await assert.rejects(database.entries("Kind"));
});
