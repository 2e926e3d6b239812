import type { PreflightCheck } from "../../protocol/providers.ts";
import { isTooLong, toProviderError } from "../connect/provider-error.ts";
import type { ClientAtProvider } from "../connect/token-endpoint.ts";
import { HostRefused } from "../providers/host-guard.ts";
import { finding } from "./finding.ts";

const LIMIT_MS = 5_000;
/** Token and ID tokens are dated to the second; providers forgive about a minute. */
const CLOCK_TOLERANCE_MS = 60_000;

interface Asked {
  readonly url: string;
  /** The HTTP status, or why there is none. */
  readonly outcome: number | string;
  /** The hub may not go there. */
  readonly refused?: true;
  /** The provider's clock minus ours, in milliseconds, where it told. */
  readonly ahead?: number;
}

/**
 * Asks both endpoints without saying anything: every answer, an error page too, shows that somebody is there; its
 * `Date` header tells what time the provider thinks it is.
 */
export async function checkEndpoints({ provider, endpoints, fetch }: Provider): Promise<PreflightCheck[]> {
  const urls = [endpoints.authorize_url, endpoints.token_url];
  const asked = await Promise.all(urls.map((url) => ask(url, fetch, provider)));
  return [...asked.map(toFinding), clockOf(asked)];
}

type Provider = Pick<ClientAtProvider, "provider" | "endpoints" | "fetch">;

async function ask(url: string, fetch: Provider["fetch"], provider: string): Promise<Asked> {
  const before = Date.now();
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(LIMIT_MS) });
    const theirs = Date.parse(response.headers.get("date") ?? "");
    // Their clock was read somewhere between the sending and now.
    const ours = (before + Date.now()) / 2;
    return { url, outcome: response.status, ...(!Number.isNaN(theirs) && { ahead: theirs - ours }) };
  } catch (error) {
    // A page of more than 64 KB is an answer too.
    if (isTooLong(error)) return { url, outcome: 200 };
    if (error instanceof HostRefused) return { url, outcome: error.message, refused: true };
    return { url, outcome: toProviderError(error, provider, []).message };
  }
}

function toFinding({ url, outcome, refused }: Asked): PreflightCheck {
  if (refused) return finding("endpoint", "failed", "endpoint_refused", { url }, `${url} ${outcome}.`);
  if (typeof outcome === "string") {
    return finding(
      "endpoint",
      "failed",
      "endpoint_unreachable",
      { url, came: outcome },
      `${url} does not answer the hub: ${outcome}`,
    );
  }
  const came = `HTTP ${outcome}`;
  if (outcome >= 500) {
    return finding("endpoint", "warning", "endpoint_error", { url, came }, `${url} answers with an error (${came}).`);
  }
  return finding("endpoint", "ok", "endpoint_ok", { url, came }, `${url} answers.`);
}

function clockOf(asked: readonly Asked[]): PreflightCheck {
  const known = asked.map(({ ahead }) => ahead).filter((ahead) => ahead !== undefined);
  const ahead = known.toSorted((a, b) => Math.abs(a) - Math.abs(b))[0];
  if (ahead === undefined) return finding("clock", "ok", "clock_unknown", {}, "The provider does not tell its time.");
  const seconds = String(Math.round(Math.abs(ahead) / 1_000));
  if (Math.abs(ahead) <= CLOCK_TOLERANCE_MS) {
    return finding("clock", "ok", "clock_ok", { seconds }, "The hub's clock agrees with the provider's.");
  }
  const [reason, word] = ahead > 0 ? (["clock_behind", "behind"] as const) : (["clock_ahead", "ahead of"] as const);
  return finding(
    "clock",
    "warning",
    reason,
    { seconds },
    `The hub's clock is ${seconds} seconds ${word} the provider's. Set it right: tokens would be refused, or end too early.`,
  );
}
