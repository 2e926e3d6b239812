import { invalidFormat } from "../protocol/errors.ts";
import type { AuthorizationServer } from "../protocol/fields.ts";

/**
 * Endpoints that an administrator typed: https, or http on this machine. Private hosts that an administrator
 * allows by name come with a later capability.
 * @throws CommandError `invalid_format` naming the field.
 */
export function assertOwnServer(server: AuthorizationServer | undefined): void {
  if (!server) return;
  for (const [field, value] of Object.entries(server)) {
    if (value !== undefined) assertEndpoint(`authorization_server.${field}`, value);
  }
}

function assertEndpoint(field: string, value: string): void {
  const url = URL.parse(value);
  if (!url) throw invalidFormat(`${field} must be an absolute URL`);
  if (url.username || url.password) throw invalidFormat(`${field} must not hold a user name or password`);
  if (url.hash) throw invalidFormat(`${field} must not have a fragment`);
  if (!isSecure(url)) throw invalidFormat(`${field} must be https, or http on a loopback address`);
}

/** https, or http that does not leave the machine (RFC 8252, section 8.3). */
function isSecure(url: URL): boolean {
  if (url.protocol === "https:") return true;
  return url.protocol === "http:" && isLoopback(url.hostname);
}

/** `URL` writes every form of an IPv4 address (decimal, octal, short) as four numbers. */
export const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
