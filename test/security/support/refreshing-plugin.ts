import { join } from "node:path";
import { startPlugin } from "../../../src/backend/plugin.ts";
import type { Plugin } from "../../../src/backend/running-plugin.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { type ChangeableKeyring, openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import type { Store } from "../../../src/backend/store/store.ts";
import { FakeHost, integrationOf } from "../../support/fake-host.ts";

export const software = integrationOf("tiny");

export interface KeptData {
  readonly store: Store;
  readonly keyring: ChangeableKeyring;
}

/** The store and the keyring of a data folder. */
export async function openData(folder: string): Promise<KeptData> {
  const store = await openSqliteStore(join(folder, "store.db"));
  const keyring = await openKeyring(keyFileIn(folder), store, await findKey(keyFileIn(folder), {}));
  return { store, keyring };
}

/**
 * The plugin with one integration, `tiny`, whose provider is a token endpoint at `origin`.
 * @param entries how many it has: `e0`, `e1`, …, all of them Anna's
 */
export async function refreshingPlugin(
  folder: string,
  origin: string,
  entries = 2,
): Promise<KeptData & { host: FakeHost; plugin: Plugin }> {
  const data = await openData(folder);
  const host = new FakeHost();
  host.addIntegration("tiny", {
    name: "Tiny",
    authorizationServer: async () => ({ authorize_url: `${origin}/auth`, token_url: `${origin}/token` }),
  });
  host.list = Array.from({ length: entries }, (_, n) => ({
    entry_id: `e${n}`,
    domain: "tiny",
    title: "Anna",
    state: "loaded" as const,
    reauth: false,
    auth_implementation: "tiny",
  }));
  const translations = join(import.meta.dirname, "../../../translations");
  const plugin = await startPlugin(host, { ...data, translations });
  await plugin.importCredential({ domain: "tiny", client_id: "hub", client_secret: "S3CRET-canary-tiny" });
  return { ...data, host, plugin };
}
