import assert from "node:assert/strict";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { HostEntry } from "../../../src/backend/host.ts";
import { startPlugin } from "../../../src/backend/plugin.ts";
import type { Plugin } from "../../../src/backend/running-plugin.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import type { Store } from "../../../src/backend/store/store.ts";
import { FakeHost } from "../../support/fake-host.ts";
import { type HeldWrites, holdingStore } from "../../support/held-store.ts";
import { startProvider, type TestProvider, visitProvider } from "../../support/oidc-provider.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

export const REDIRECT_URI = "http://127.0.0.1:8350/oauth/callback";
const translations = join(import.meta.dirname, "../../../translations");

/** The plugin on a real store, with a host in memory and a real provider. */
export interface Scene {
  readonly host: FakeHost;
  readonly plugin: Plugin;
  readonly provider: TestProvider;
  readonly store: Store;
  readonly folder: string;
  /** Begins a flow; answers the start page's address and the browser's cookie. */
  begin(flowId?: string, cookie?: string | null, entryId?: string): Promise<{ url: string; cookie: string }>;
  /** Opens the start page with the cookie, plays the person, and answers the callback's address. */
  signIn(step: { url: string; cookie: string }, allow?: boolean, name?: string): Promise<string>;
  get(address: string, cookie?: string): Promise<Response>;
  /** From the beginning to a connected entry. */
  connect(name?: string): Promise<string>;
}

export async function startScene(
  t: TestContext,
  more: {
    provider?: TestProvider;
    folder?: string;
    authMethod?: "client_secret_basic";
    entries?: HostEntry[];
    /** The integration does not bring its credential again. */
    importsNothing?: boolean;
    /** Holds writes back when the test says so. */
    hold?: HeldWrites;
  } = {},
): Promise<Scene> {
  const provider = more.provider ?? (await startProvider(t, REDIRECT_URI, {}, more.authMethod));
  const folder = more.folder ?? temporaryFolder(t);
  const host = new FakeHost();
  host.list = more.entries ?? [];
  host.addIntegration("demo_calendar", {
    name: "Demo Calendar",
    scopes: ["openid", "calendar.read"],
    authorizationServer: async () => provider.endpoints,
  });
  const sqlite = await openSqliteStore(join(folder, "store.db"));
  const store = more.hold ? holdingStore(sqlite, more.hold) : sqlite;
  const keyring = await openKeyring(keyFileIn(folder), store, await findKey(keyFileIn(folder), {}));
  const plugin = await startPlugin(host, { store, keyring, translations });
  if (!more.importsNothing) await plugin.importCredential({ domain: "demo_calendar", ...provider.client });
  t.after(async () => {
    await plugin.close();
    await store.close().catch(() => {});
  });
  const route = (method: string, address: string, init: RequestInit = {}) => {
    const request = new Request(address, { ...init, method });
    return Promise.resolve(host.routes.get(`${method} ${new URL(address).pathname}`)?.(request) as Response);
  };
  const get = (address: string, cookie = "") => route("GET", address, { headers: { cookie, "accept-language": "en" } });
  const scene: Scene = {
    host,
    plugin,
    provider,
    store,
    folder,
    get,
    async begin(flowId = "flow1", cookie = null, entryId) {
      const base = {
        flow_id: flowId,
        domain: "demo_calendar",
        implementation: "demo_calendar",
        user_name: "Anna",
        cookie,
      };
      const { url, setCookie } = await plugin.authorize({ ...base, ...(entryId && { entry_id: entryId }) });
      return { url, cookie: setCookie?.split(";")[0] ?? cookie ?? "" };
    },
    async signIn({ url, cookie }, allow = true, name = "anna") {
      const start = await get(url, cookie);
      assert.equal(start.status, 303);
      return visitProvider(start.headers.get("location") ?? "", name, allow);
    },
    async connect(name) {
      const step = await scene.begin(`flow of ${name}`);
      const answer = await get(await scene.signIn(step, true, name), step.cookie);
      assert.equal(answer.status, 303);
      const outcome = host.finished.at(-1)?.outcome;
      assert.ok(outcome?.result === "connected");
      host.list.push({
        entry_id: outcome.entry_id,
        domain: "demo_calendar",
        title: name ?? "anna",
        state: "loaded",
        reauth: false,
        auth_implementation: outcome.auth_implementation,
      });
      return outcome.entry_id;
    },
  };
  return scene;
}
