import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Integration, ReadyMadeClient } from "../../../src/backend/host.ts";
import { openLog } from "../../../src/backend/log.ts";
import { startPlugin } from "../../../src/backend/plugin.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { prepareHub, startHub } from "../../../src/hub/hub.ts";

const root = join(import.meta.dirname, "../../..");

export interface House {
  readonly origin: string;
  readonly lines: string[];
  readonly close: () => Promise<void>;
}

/** Everything that `main.ts` composes, on a folder that a later start opens again. */
export async function startHouse(
  t: Pick<TestContext, "after">,
  folder: string,
  port: number,
  integrations: ReadonlyMap<string, Integration>,
  readyMade: ReadonlyMap<string, readonly ReadyMadeClient[]> = new Map(),
) {
  const store = await openSqliteStore(join(folder, "hub.db"));
  const keyring = await openKeyring(keyFileIn(folder), store, await findKey(keyFileIn(folder), {}));
  const lines: string[] = [];
  const log = openLog("debug", (line) => void lines.push(line));
  const configuration = join(folder, "configuration.yaml");
  const prepared = await prepareHub({ host: "127.0.0.1", port, configuration, log });
  const hub = await startHub(prepared, {
    store,
    signingKey: await keyring.purposeKey("access_tokens"),
    name: "Home",
    integrations,
    readyMade,
    manifest: { domain: "application_credentials", name: "Application Credentials", is_built_in: false },
    pageFolder: join(root, "dist/frontend"),
    translationsFolder: join(root, "translations"),
    log,
  });
  const plugin = await startPlugin(hub.host, { store, keyring, translations: join(root, "translations") });
  let open = true;
  const close = async () => {
    if (!open) return;
    open = false;
    await hub.close();
    await store.close();
  };
  t.after(close);
  return { hub, begin: () => hub.ready(plugin), house: { origin: hub.origin, lines, close } satisfies House };
}
