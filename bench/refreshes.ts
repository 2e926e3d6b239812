/**
 * A thousand accounts whose tokens have ended, refreshed at once by the real plugin on a real store, beside bare
 * requests of oauth4webapi to the same token endpoint: those neither unseal, seal nor keep anything.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as oauth from "oauth4webapi";
import { AccountStore } from "../src/backend/accounts/account-store.ts";
import { openData, refreshingPlugin } from "../test/security/support/refreshing-plugin.ts";
import { integrationOf } from "../test/support/fake-host.ts";
import { printRow, rate } from "./measure.ts";

const ACCOUNTS = 1_000;
const AT_ONCE = 50;
const software = integrationOf("tiny");

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heap(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

async function seed(folder: string): Promise<void> {
  const { store, keyring } = await openData(folder);
  const accounts = await AccountStore.load(store, keyring);
  const ended = { token_type: "Bearer", expires_at: 0, expiry_assumed: false };
  const connect = (n: number) =>
    accounts.connect(
      { entry_id: `e${n}`, domain: "tiny", implementation: "tiny", scope: "" },
      { access_token: `access ${n}`, refresh_token: `refresh ${n}`, ...ended },
    );
  await Promise.all(Array.from({ length: ACCOUNTS }, (_, n) => connect(n)));
  await store.close();
}

async function bareRefresh(origin: string, n: number): Promise<void> {
  const as = { issuer: origin, token_endpoint: `${origin}/token` };
  const auth = oauth.ClientSecretPost("secret");
  const response = await oauth.refreshTokenGrantRequest(as, { client_id: "hub" }, auth, `refresh ${n}`, {
    [oauth.allowInsecureRequests]: true,
  });
  await oauth.processRefreshTokenResponse(as, { client_id: "hub" }, response);
}

/** Measures and prints; leaves nothing behind. */
export async function measureRefreshes(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "application-credentials-bench-"));
  const endpoint = spawn(process.execPath, [join(import.meta.dirname, "token-endpoint.ts")]);
  const [line] = await once(endpoint.stdout, "data");
  const origin = String(line).trim();
  try {
    await seed(folder);
    const { host, plugin, store } = await refreshingPlugin(folder, origin, ACCOUNTS);
    await rate(ACCOUNTS, AT_ONCE, (n) => bareRefresh(origin, n));
    const peer = await rate(ACCOUNTS, AT_ONCE, (n) => bareRefresh(origin, n));

    const before = heap();
    let most = before;
    const ours = await rate(ACCOUNTS, AT_ONCE, async (n) => {
      const { error } = await host.call("application_credentials/token", { entry_id: `e${n}` }, software);
      if (error) throw new Error(error.message);
      most = Math.max(most, process.memoryUsage().heapUsed);
    });
    const kept = Math.max(0, heap() - before);
    const name = "bare oauth4webapi refresh";
    printRow({
      what: `${ACCOUNTS} accounts refreshed, ${AT_ONCE} at once, all of it`,
      ours: ACCOUNTS / ours,
      unit: "s",
      peer: { name, value: ACCOUNTS / peer },
      aim: { atMost: 60 },
    });
    printRow({ what: "one refresh", ours: 1_000 / ours, unit: "ms", peer: { name, value: 1_000 / peer } });
    printRow({
      what: "heap at most, with what is not collected yet, for each refresh",
      ours: (most - before) / ACCOUNTS / 1_024,
      unit: "KB",
    });
    printRow({ what: "heap that stays, for each refresh", ours: kept / ACCOUNTS / 1_024, unit: "KB" });
    await plugin.close();
    await store.close();
  } finally {
    endpoint.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
