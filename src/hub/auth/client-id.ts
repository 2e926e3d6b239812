import * as v from "valibot";

/**
 * A client's id: the URL of its page (IndieAuth section 3.3; homeassistant/components/auth/indieauth.py, `_parse_client_id`).
 * It is compared as it was sent.
 */
export const ClientUrl = v.pipe(
  v.string(),
  v.maxLength(2_048, "must have at most 2048 characters"),
  v.check(isClientUrl, "must be the URL of the client"),
);

export function isClientUrl(clientId: string): boolean {
  const url = URL.parse(clientId);
  if (!url || !["http:", "https:"].includes(url.protocol)) return false;
  return url.hash === "" && url.username === "" && url.password === "";
}

/**
 * Whether a client may have its code sent there. Home Assistant also takes addresses that the client's
 * page lists; the same origin as the client's is what this hub's clients need.
 */
export function isRedirectUriOf(redirectUri: string, clientId: string): boolean {
  const redirect = URL.parse(redirectUri);
  return redirect !== null && redirect.origin !== "null" && redirect.origin === URL.parse(clientId)?.origin;
}
