import type { Host } from "../host.ts";
import type { AuthorizationStore } from "./authorization-store.ts";
import { bindBrowser, browserOf } from "./browser-binding.ts";
import { type Page, renderPage } from "./page.ts";
import type { PageTexts } from "./page-texts.ts";
import type { StartTickets } from "./start-tickets.ts";

interface StartPageParts {
  readonly host: Host;
  readonly store: AuthorizationStore;
  readonly tickets: StartTickets;
  readonly textsFor: (acceptLanguage: string | null) => PageTexts;
}

/**
 * Unlike the other pages this one posts a form, and browsers send `Origin: null` with a form from a page that
 * sends no referrer; the hub would refuse that as foreign.
 */
const KEEP_ORIGIN = { "Referrer-Policy": "same-origin" };

/**
 * The start page (PROTOCOL section 2): the browser that began the flow passes through; any other is shown whose
 * account would be connected to what, and has to agree (SECURITY 3: a start link sent to somebody binds nothing by itself).
 */
export function startPage({ host, store, tickets, textsFor }: StartPageParts) {
  const expired: Page = { status: 400, kind: "problem", title: "start_expired_title", message: "start_expired" };
  const answer = (request: Request, page: Page) =>
    renderPage(
      { ...page, values: { hub: host.name, ...page.values } },
      textsFor(request.headers.get("accept-language")),
      KEEP_ORIGIN,
    );

  return {
    get(request: Request): Response {
      const ticket = new URL(request.url).searchParams.get("ticket") ?? "";
      const start = tickets.peek(ticket);
      const authorization = start && store.get(start.state);
      if (!start || !authorization) return answer(request, expired);
      const browser = browserOf(request.headers.get("cookie"));
      if (browser && authorization.browsers.includes(browser)) {
        tickets.take(ticket);
        return toProvider(start.authorizationUrl);
      }
      const integration = host.integrations.get(authorization.domain)?.name ?? authorization.domain;
      const values = { user: authorization.user_name, integration };
      return answer(request, { status: 200, kind: "question", title: "start_title", message: "start", values, ticket });
    },

    async post(request: Request): Promise<Response> {
      if (request.headers.get("sec-fetch-site") === "cross-site") return answer(request, expired);
      const ticket = new URLSearchParams(await request.text()).get("ticket") ?? "";
      const start = tickets.take(ticket);
      if (!start || !store.get(start.state)) return answer(request, expired);
      const browser = bindBrowser(request.headers.get("cookie"), new URL(host.redirectUri()).origin);
      await store.admit(start.state, browser.digest);
      return toProvider(start.authorizationUrl, browser.setCookie);
    },
  };
}

function toProvider(location: string, setCookie?: string): Response {
  return new Response(null, {
    status: 303,
    headers: {
      Location: location,
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      ...(setCookie && { "Set-Cookie": setCookie }),
    },
  });
}
