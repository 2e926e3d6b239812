import type { PreflightCheck } from "../../protocol/providers.ts";
import { isLoopback } from "../endpoints.ts";
import { addressIn, hostOf, isLocalName } from "../providers/address.ts";
import { finding } from "./finding.ts";

/**
 * Whether providers will take the redirect URI, as the strictest of the well-known ones (Google, Microsoft) judge it:
 * https with a public name, or this machine; and whether the browser is where the redirect URI says.
 * @param page the `location.origin` of whoever is about to sign in
 */
export function checkOrigin(redirectUri: string, page: string | undefined): PreflightCheck {
  const url = new URL(redirectUri);
  const { origin, protocol } = url;
  if (page !== undefined && page !== origin) {
    return finding(
      "origin",
      "warning",
      "origin_differs",
      { origin, page },
      `This page is open at ${page}, but the provider sends people back to ${origin}. If the browser can't reach that address, the sign-in does not end.`,
    );
  }
  if (isLoopback(url.hostname)) return finding("origin", "ok", "origin_ok", { origin }, `${origin} is this machine.`);
  if (protocol !== "https:") {
    return finding(
      "origin",
      "warning",
      "origin_http",
      { origin },
      `${origin} is not https. Many providers refuse such a redirect URI.`,
    );
  }
  const host = hostOf(url);
  if (addressIn(host) || isLocalName(host)) {
    return finding(
      "origin",
      "warning",
      "origin_not_public",
      { origin, host },
      `${host} is an address or a name of your own network. Many providers refuse such a redirect URI.`,
    );
  }
  return finding("origin", "ok", "origin_ok", { origin }, `${origin} is https with a public name.`);
}
