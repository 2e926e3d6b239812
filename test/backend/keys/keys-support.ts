import { join } from "node:path";
import { AccountStore } from "../../../src/backend/accounts/account-store.ts";
import { AuthorizationStore } from "../../../src/backend/connect/authorization-store.ts";
import type { Credentials } from "../../../src/backend/credentials/credentials.ts";
import type { Keys } from "../../../src/backend/keys/keys.ts";
import { startKeys } from "../../../src/backend/keys/start-keys.ts";
import { startCredentials } from "../../../src/backend/plugin.ts";
import { findKey, findOldKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { type ChangeableKeyring, openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore, type SqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { FakeHost } from "../../support/fake-host.ts";

export const TOKENS = { token_type: "Bearer", expires_at: Date.now() + 3_600_000, expiry_assumed: false };

/** The stores that seal, and the care of their keys, in one folder. */
export interface KeyedHome {
  readonly host: FakeHost;
  readonly store: SqliteStore;
  readonly keyring: ChangeableKeyring;
  readonly credentials: Credentials;
  readonly accounts: AccountStore;
  readonly authorizations: AuthorizationStore;
  readonly keys: Keys;
  close(): Promise<void>;
}

export async function openKeyedHome(
  folder: string,
  {
    env = {},
    host = new FakeHost(),
    outside,
  }: { env?: NodeJS.ProcessEnv; host?: FakeHost; outside?: () => Promise<void> } = {},
): Promise<KeyedHome> {
  const keyFile = keyFileIn(folder);
  const key = await findKey(keyFile, env);
  const store = await openSqliteStore(join(folder, "hub.db"));
  try {
    const keyring = await openKeyring(keyFile, store, key, await findOldKey(env));
    host.addIntegration("demo_mail");
    const { credentials, activity } = await startCredentials(host, { store, keyring });
    const accounts = await AccountStore.load(store, keyring);
    const authorizations = await AuthorizationStore.load(store, keyring);
    const collections = [credentials.sealed, accounts, authorizations];
    const parts = { store, keyring, credentials, collections, backup: "command", ...(outside && { outside }) } as const;
    const keys = await startKeys(activity, host.log, parts);
    const close = async () => {
      await keys.close();
      await store.close();
    };
    return { host, store, keyring, credentials, accounts, authorizations, keys, close };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** `count` credentials, accounts and authorizations with secrets that tell which they are. */
export async function fill({ credentials, accounts, authorizations }: KeyedHome, count: number): Promise<void> {
  const numbers = Array.from({ length: count }, (_, n) => n);
  await Promise.all(
    numbers.map((n) =>
      credentials.create({ domain: "demo_mail", client_id: `client ${n}`, client_secret: `client secret ${n}` }),
    ),
  );
  const base = { domain: "demo_mail", implementation: "x", scope: "a" };
  await Promise.all(
    numbers.map((n) => accounts.connect({ ...base, entry_id: `entry${n}` }, { ...TOKENS, access_token: `token ${n}` })),
  );
  await Promise.all(
    numbers.map((n) =>
      authorizations.add(`state ${n}`, `verifier ${n}`, {
        flow_id: `flow ${n}`,
        ...base,
        user_name: "Anna",
        redirect_uri: "http://127.0.0.1/",
        browsers: [],
      }),
    ),
  );
}

/** Everything that `fill` sealed, as far as it opens; throws where it does not. */
export async function readAll({ credentials, accounts }: KeyedHome): Promise<string[]> {
  const secrets = await Promise.all(credentials.all().map(({ id }) => credentials.secret(id)));
  const tokens = await Promise.all(
    accounts.sealedRecords().map(async ([, account]) => (await accounts.secrets(account)).access_token),
  );
  return [...secrets, ...tokens].sort();
}

export const expected = (count: number): string[] =>
  Array.from({ length: count }, (_, n) => [`client secret ${n}`, `token ${n}`])
    .flat()
    .sort();
