import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * Where an IP address leads: `public`, `local` (this machine or a private network: an administrator may allow it), or
 * `never` (link-local, where clouds keep their machines' secrets; multicast; unspecified; reserved; tunnels that hide
 * another address).
 */
export type AddressKind = "public" | "local" | "never";

/** Names of ipaddr.js, after IANA's registries of special-purpose addresses. */
const LOCAL = new Set(["loopback", "private", "uniqueLocal", "carrierGradeNat"]);
/** Everything that is global unicast in IPv6 (RFC 4291, section 2.4, as IANA has handed it out). */
const GLOBAL_IPV6 = ipaddr.IPv6.parseCIDR("2000::/3");

/** @param address four numbers, or IPv6; IPv4 within IPv6 counts as what it is. */
export function kindOfAddress(address: string): AddressKind {
  const parsed = ipaddr.process(address);
  const range = parsed.range();
  if (LOCAL.has(range)) return "local";
  if (range !== "unicast") return "never";
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6) ? "public" : "never";
}

/** A URL's host by which it is allowed: lower case, without a final dot. `URL` writes every form of an IPv4 address as four numbers. */
export const hostOf = (url: URL): string => url.hostname.replace(/\.$/, "");

/** The address that a host is, when it is one and not a name. */
export function addressIn(host: string): string | undefined {
  const bare = host.replace(/^\[|\]$/g, "");
  return isIP(bare) ? bare : undefined;
}

/** Names that no public DNS has (RFC 6761, RFC 6762, RFC 8375, and habits of home routers). */
export const isLocalName = (host: string): boolean =>
  !host.includes(".") || /\.(local|localhost|lan|home|internal|intranet|home\.arpa)$/.test(host);
