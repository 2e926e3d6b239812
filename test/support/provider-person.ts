/** What the person in the popup does at the demo's OAuth provider. */
export interface SignIn {
  /**
   * The authorization request at the provider: where the hub's start page redirects to.
   * Not the start page itself; follow its redirect first.
   */
  readonly authorizeUrl: string;
  /** Any name; the provider asks for no password. */
  readonly name: string;
  /** Presses Allow, or Deny. */
  readonly allow: boolean;
  /** One whose cookies are to be used and kept; a fresh one when absent. */
  readonly browser?: CookieBrowser;
}

/** More hops than any sign-in takes: a redirect in circles ends here. */
const MOST_HOPS = 15;

/**
 * Plays the person over plain `fetch`, as a browser without JavaScript would: follows the redirects with a cookie
 * jar of its own, signs in, and presses Allow or Deny.
 *
 * @returns the callback's URL, which was not visited: with `code`, `state` and `iss`, or with `error=access_denied`.
 * @throws Error with the provider's words when it shows an error page in place of a form.
 * @example
 * const callback = await signIn({ authorizeUrl, name: "Ada", allow: true });
 * await fetch(callback, { headers: { cookie: hubCookies }, redirect: "manual" });
 */
export async function signIn({ authorizeUrl, name, allow, browser = new CookieBrowser() }: SignIn): Promise<string> {
  const { origin } = new URL(authorizeUrl);
  let page = await browser.visit(authorizeUrl);
  for (let hops = 0; hops < MOST_HOPS; hops += 1) {
    if (page.location !== undefined) {
      if (new URL(page.location).origin !== origin) return page.location;
      page = await browser.visit(page.location);
    } else {
      page = await browser.visit(page.url, fillIn(page, name, allow));
    }
  }
  throw new Error("The provider redirects in circles");
}

interface Page {
  readonly url: string;
  readonly status: number;
  readonly body: string;
  /** Absolute; set on a redirect. */
  readonly location: string | undefined;
}

interface Form {
  readonly action: string;
  readonly fields: Record<string, string>;
}

function fillIn({ body, status }: Page, name: string, allow: boolean): Form {
  const action = /<form[^>]* action="([^"]+)"/.exec(body)?.[1];
  if (action?.endsWith("/sign-in")) return { action, fields: { name } };
  if (action?.endsWith("/consent")) return { action, fields: { decision: allow ? "allow" : "deny" } };
  throw new Error(`The provider shows no form (${status}): ${body.replace(/<[^>]+>|\s+/g, " ").trim()}`);
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** `fetch` with cookies by name and path (RFC 6265); the provider has one of the same name for each interaction. */
export class CookieBrowser {
  #cookies: Cookie[] = [];

  async visit(url: string, form?: Form): Promise<Page> {
    const target = new URL(form?.action ?? url, url);
    const response = await fetch(target, {
      redirect: "manual",
      headers: { cookie: this.header(target.href) },
      ...(form && { method: "POST", body: new URLSearchParams(form.fields) }),
    });
    for (const line of response.headers.getSetCookie()) this.#keep(line);
    const location = response.headers.get("location");
    return {
      url: target.href,
      status: response.status,
      body: await response.text(),
      location: location === null ? undefined : new URL(location, target).href,
    };
  }

  /** The `Cookie` header for an address. */
  header(url: string): string {
    const { pathname } = new URL(url);
    const sent = this.#cookies.filter(({ path }) => pathname.startsWith(path));
    return sent.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  #keep(line: string): void {
    const [pair = "", ...attributes] = line.split(";").map((part) => part.trim());
    const attribute = (name: string) =>
      attributes.find((one) => one.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
    const split = pair.indexOf("=");
    const cookie = { name: pair.slice(0, split), value: pair.slice(split + 1), path: attribute("path") ?? "/" };
    const others = this.#cookies.filter(({ name, path }) => name !== cookie.name || path !== cookie.path);
    const expired = Date.parse(attribute("expires") ?? "") < Date.now();
    this.#cookies = expired ? others : [...others, cookie];
  }
}
