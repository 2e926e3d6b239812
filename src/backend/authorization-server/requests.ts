import type { IncomingMessage } from "node:http";
import type { Issuer } from "../host.ts";

const METADATA = ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"] as const;

/** A request as frameworks that mount applications leave it: what the browser asked for, beside what is left of it. */
type Mounted = IncomingMessage & { originalUrl?: string };

/**
 * Makes a request one of the issuer's own address, whatever name the hub was reached by: what the answer names is the
 * issuer's then. Paths are those after the issuer's own path.
 * @returns the path; undefined when it is not below the issuer.
 */
export function prepareRequest(
  request: Mounted,
  { identifier }: Issuer,
  address: string | undefined,
): string | undefined {
  const { pathname, protocol, host } = new URL(identifier);
  const base = pathname === "/" ? "" : pathname;
  const asked = request.url ?? "/";
  const left = withoutBase(asked, base);
  if (left === undefined) return undefined;
  request.originalUrl = base + left;
  request.url = left;
  // Where the hub was asked from outside by another name, or a sender made these up.
  request.headers["x-forwarded-proto"] = protocol.slice(0, -1);
  request.headers["x-forwarded-host"] = host;
  if (address === undefined) delete request.headers["x-forwarded-for"];
  else request.headers["x-forwarded-for"] = address;
  return left.split("?", 1)[0];
}

/** Metadata is found below the issuer, and where RFC 8414, section 3.1, puts the issuer's path after the well-known one. */
function withoutBase(url: string, base: string): string | undefined {
  if (base === "") return url;
  const [path = "", ...query] = url.split("?");
  const inserted = METADATA.find((metadata) => path === metadata + base);
  if (inserted) return inserted;
  if (path !== base && !path.startsWith(`${base}/`)) return undefined;
  return [path.slice(base.length) || "/", ...query].join("?");
}
