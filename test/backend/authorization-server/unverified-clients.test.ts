/** Strangers that register themselves: how many there are, and what they can't take from people. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { Applications } from "../../../src/backend/applications/applications.ts";
import { ProviderSettings } from "../../../src/backend/authorization-server/provider-settings.ts";
import { UnverifiedClients } from "../../../src/backend/authorization-server/unverified-clients.ts";
import { Grants } from "../../../src/backend/grants/grants.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const MOST = 100;
const METADATA = { redirect_uris: ["https://app.example/callback"], client_name: "Self-made" };

test("S37: strangers that register take the place of strangers, never of what a person let in", async (t) => {
  const store = await openSqliteStore(join(temporaryFolder(t), "store.db"));
  t.after(() => store.close());
  const applications = await Applications.load(store);
  const grants = await Grants.load(store);
  const settings = await ProviderSettings.load(store);
  const unverified = new UnverifiedClients({ applications, grants, settings });

  const first = await unverified.register("first", METADATA);
  await grants.allow("u1", first.id, ["openid"]);
  for (let n = 1; n < MOST; n++) await unverified.register(`stranger-${n}`, METADATA);
  assert.equal(unverified.refusal("192.0.2.1"), undefined);
  await unverified.register("one-more", METADATA);
  assert.equal(applications.all().length, MOST);
  assert.equal(applications.withClientId("first")?.id, first.id);
  assert.equal(applications.withClientId("stranger-1"), undefined);

  for (const { id } of applications.all()) await grants.allow("u1", id, ["openid"]);
  assert.equal(unverified.refusal("192.0.2.1")?.error, "too_many_requests");
});

test("S37: a name that would show as another one is not registered", async (t) => {
  const store = await openSqliteStore(join(temporaryFolder(t), "store.db"));
  t.after(() => store.close());
  const [applications, grants, settings] = [
    await Applications.load(store),
    await Grants.load(store),
    await ProviderSettings.load(store),
  ];
  const unverified = new UnverifiedClients({ applications, grants, settings });
  for (const client_name of ["Photos\u202egpj.exe", "Photos\nThis hub trusts it", "\u2067Photos"])
    assert.equal(unverified.problemIn({ ...METADATA, client_name })?.error, "invalid_client_metadata");
  for (const client_name of ["Photos", "عکس\u200cها", "👩\u200d💻 Zoë"])
    assert.equal(unverified.problemIn({ ...METADATA, client_name }), undefined);
});
