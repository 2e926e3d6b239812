import { randomBytes } from "node:crypto";
import type { PreflightCheck } from "../../protocol/providers.ts";
import { ExpiringMap } from "../expiring-map.ts";
import { finding } from "./finding.ts";

/** The callback's parameter that holds a probe's nonce. */
const PARAMETER = "preflight";
const LIMIT_MS = 5_000;
const MOST_PROBES = 100;

/**
 * Asks the hub's own callback by the address that providers are given, and looks whether it arrives here. What is
 * answered counts for nothing: another server can say 200, but only this process can have seen the nonce.
 */
export class CallbackProbe {
  readonly #seen = new ExpiringMap<{ seen: boolean }>(2 * LIMIT_MS, MOST_PROBES);

  /** For the callback's handler: whether the request is a probe, which is then used up. */
  recognise(parameters: URLSearchParams): boolean {
    const probe = this.#seen.take(parameters.get(PARAMETER) ?? "");
    if (probe) probe.seen = true;
    return probe !== undefined;
  }

  async check(redirectUri: string): Promise<PreflightCheck> {
    const nonce = randomBytes(32).toString("base64url");
    const probe = { seen: false };
    this.#seen.set(nonce, probe);
    const url = new URL(redirectUri);
    url.searchParams.set(PARAMETER, nonce);
    const came = await ask(url);
    this.#seen.take(nonce);
    const placeholders = { uri: redirectUri, came };
    if (probe.seen) return finding("callback", "ok", "callback_ok", placeholders, `${redirectUri} reaches this hub.`);
    if (came.startsWith("HTTP ")) {
      return finding(
        "callback",
        "failed",
        "callback_elsewhere",
        placeholders,
        `${redirectUri} leads to another server (${came}): the provider's answer would not arrive here. Mend the proxy, or the hub's public URL.`,
      );
    }
    // Some routers don't let a network reach itself by its public address; browsers may reach it all the same.
    return finding(
      "callback",
      "warning",
      "callback_unreachable",
      placeholders,
      `${redirectUri} can't be reached from the hub itself (${came}). If browsers can't reach it either, the sign-in does not end.`,
    );
  }
}

/** What came, in few words. */
async function ask(url: URL): Promise<string> {
  try {
    const response = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(LIMIT_MS) });
    await response.body?.cancel();
    return `HTTP ${response.status}`;
  } catch (error) {
    const { name, cause } = error as { name?: string; cause?: { code?: string } };
    return name === "TimeoutError" ? `no answer in ${LIMIT_MS / 1_000} seconds` : (cause?.code ?? "no connection");
  }
}
