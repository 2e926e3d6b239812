/** Where an application may have people sent back to: RFC 9700 section 4.1.3, RFC 8252 sections 7 and 8. */

/** Why an address can't be registered; the pages have words for each. */
export const REDIRECT_URI_PROBLEMS = {
  blank: "must not be empty",
  too_long: "must have at most 2048 characters",
  not_absolute: "must be a whole address, such as https://example.com/callback",
  wildcard: "must not have a wildcard (*)",
  fragment: "must not have a fragment (#)",
  user_info: "must not have a name or password in it",
  not_https: "must be https",
  scheme: "must be https, http on this machine (127.0.0.1), or an app's own scheme such as com.example.app:/callback",
  spelling: "is written in a way that browsers change",
} as const;
export type RedirectUriProblem = keyof typeof REDIRECT_URI_PROBLEMS;

export const MAX_REDIRECT_URIS = 50;
const MAX_REDIRECT_URI = 2_048;

/** The hosts whose port is not compared (RFC 8252, section 7.3): an app on this machine takes a free one. */
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "[::1]", "localhost"]);
/** A private-use scheme is a domain name reversed, so that it can be told whose it is (RFC 8252, section 7.1). */
const PRIVATE_USE = /^[a-z][a-z0-9+-]*(?:\.[a-z0-9+-]+)+:$/;

export const isLoopbackRedirect = (uri: string): boolean => {
  const url = URL.parse(uri);
  return url?.protocol === "http:" && LOOPBACK.has(url.hostname);
};

/** Whether the address belongs to an app on a person's own machine: such an application is `native` (OpenID Connect Registration, section 2). */
export const isNativeRedirect = (uri: string): boolean =>
  isLoopbackRedirect(uri) || PRIVATE_USE.test(URL.parse(uri)?.protocol ?? "");

/** Why an address can't be registered, or undefined when it can. Blanks at its ends are the caller's to take away. */
export function redirectUriProblem(uri: string): RedirectUriProblem | undefined {
  if (uri === "") return "blank";
  if (uri.length > MAX_REDIRECT_URI) return "too_long";
  if (uri.includes("*")) return "wildcard";
  if (uri.includes("#")) return "fragment";
  const url = URL.parse(uri);
  if (!url) return "not_absolute";
  if (url.username !== "" || url.password !== "") return "user_info";
  if (url.protocol === "http:") return LOOPBACK.has(url.hostname) ? spelling(uri, url) : "not_https";
  if (url.protocol === "https:") return spelling(uri, url);
  return PRIVATE_USE.test(url.protocol) ? undefined : "scheme";
}

/**
 * Addresses are compared as text (RFC 3986, section 6.2.1), and `URL` shows what a browser makes of one: `HTTPS://X/a/../b`
 * would be registered and never be met.
 */
const spelling = (uri: string, url: URL): RedirectUriProblem | undefined =>
  url.href === uri || url.href === `${uri}/` ? undefined : "spelling";
