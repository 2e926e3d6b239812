import type { AuthorizationServer } from "../protocol/fields.ts";

/**
 * Endpoints that an integration brings: https, or http that does not leave the machine (RFC 8252, section 8.3).
 * What an administrator types is judged by `HostGuard`.
 * @throws TypeError naming the field.
 */
export function assertIntegrationServer(server: AuthorizationServer): void {
  for (const [field, value] of Object.entries(server)) {
    const url = value === undefined ? undefined : new URL(value);
    if (url && !isSecure(url)) throw new TypeError(`${field} must be https, or http on a loopback address`);
  }
}

/** https, or http that does not leave the machine. */
export const isSecure = ({ protocol, hostname }: URL): boolean =>
  protocol === "https:" || (protocol === "http:" && isLoopback(hostname));

/** `URL` writes every form of an IPv4 address (decimal, octal, short) as four numbers. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
