import assert from "node:assert/strict";
import { join } from "node:path";
import test from "node:test";
import { AccountStore } from "../../../src/backend/accounts/account-store.ts";
import { keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

test("F9, F28: a refresh that is under way while its entry switches loses no token and no credential", async (t) => {
  const folder = temporaryFolder(t);
  const store = await openSqliteStore(join(folder, "store.db"));
  t.after(() => store.close());
  const accounts = await AccountStore.load(store, await openKeyring(keyFileIn(folder), store, undefined));
  const base = { entry_id: "e1", domain: "demo_mail", implementation: "old", scope: "read" };
  const tokens = (number: number) => ({
    access_token: `access-${number}`,
    refresh_token: `refresh-${number}`,
    token_type: "bearer",
    expires_at: Date.now() + 3_600_000,
    expiry_assumed: false,
  });
  await accounts.connect(base, tokens(1));
  const before = accounts.get("e1");
  assert.ok(before);
  await accounts.repoint("e1", "new");
  const refreshed = await accounts.refresh(before, tokens(2), true);
  assert.ok(refreshed);
  assert.equal(accounts.implementationOf("e1"), "new");
  assert.equal((await accounts.secrets(refreshed)).refresh_token, "refresh-2");
  await accounts.repoint("gone", "new");
  assert.equal(accounts.implementationOf("gone"), undefined);
});
