import type { IncomingMessage } from "node:http";
import { BlockList, isIP } from "node:net";

/** Loopback, private and link-local networks (homeassistant/util/network.py, `is_local`). */
const NETWORKS: readonly (readonly [address: string, prefix: number])[] = [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
];

const local = new BlockList();
for (const [address, prefix] of NETWORKS) local.addSubnet(address, prefix, familyOf(address));

/** Whether an IP address belongs to the home network; IPv4 in IPv6's clothes (`::ffff:10.0.0.1`) does as IPv4. */
export function isLocalAddress(address: string): boolean {
  const withoutZone = address.split("%", 1)[0] ?? "";
  return isIP(withoutZone) !== 0 && local.check(withoutZone, familyOf(withoutZone));
}

/** Headers with which a proxy says that it passes on what another machine asked (RFC 7239; de facto). */
const FORWARDED = ["forwarded", "x-forwarded-for"];

/**
 * Whether a request comes from the home network. One that a proxy passed on counts as coming from outside: the proxy's
 * own address says nothing, and the one that its header names could be made up.
 */
export const isLocalRequest = (message: IncomingMessage): boolean =>
  !isForwarded(message) && isLocalAddress(message.socket.remoteAddress ?? "");

/** The address that a request was sent from, IPv4 as such; absent where a proxy passed it on. */
export function senderOf(message: IncomingMessage): string | undefined {
  return isForwarded(message) ? undefined : message.socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, "");
}

const isForwarded = ({ headers }: IncomingMessage): boolean => FORWARDED.some((name) => headers[name] !== undefined);

function familyOf(address: string): "ipv4" | "ipv6" {
  return address.includes(":") ? "ipv6" : "ipv4";
}
