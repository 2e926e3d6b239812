import type { Host, RouteHandler } from "../host.ts";
import type { CallbackProbe } from "../preflight/callback-probe.ts";
import type { AuthorizationStore } from "./authorization-store.ts";
import type { Callback } from "./callback.ts";
import { PAGE_SCRIPT, PAGE_STYLE, renderPage } from "./page.ts";
import type { PageTexts } from "./page-texts.ts";
import { ResultPages } from "./result-pages.ts";
import { startPage } from "./start-page.ts";
import type { StartTickets } from "./start-tickets.ts";

interface ConnectRoutes {
  readonly host: Host;
  readonly callback: Callback;
  readonly probe: CallbackProbe;
  readonly store: AuthorizationStore;
  readonly tickets: StartTickets;
  readonly textsFor: (acceptLanguage: string | null) => PageTexts;
}

/** The HTTP paths of Connect: start page, callback (with Home Assistant's path as an alias), result page. */
export function registerConnectRoutes({ host, callback, probe, store, tickets, textsFor }: ConnectRoutes): void {
  const results = new ResultPages();
  const start = startPage({ host, store, tickets, textsFor });

  const answerCallback: RouteHandler = async (request) => {
    const { searchParams } = new URL(request.url);
    if (probe.recognise(searchParams)) return new Response(null, { status: 204, headers: NO_STORE });
    const page = await callback.answer(searchParams, request.headers.get("cookie"));
    const shown = { ...page, values: { hub: host.name, ...page.values } };
    if (page.kind !== "done") return renderPage(shown, textsOf(request));
    const headers = { Location: results.keep(shown), "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" };
    return new Response(null, { status: 303, headers });
  };
  const textsOf = (request: Request) => textsFor(request.headers.get("accept-language"));

  host.route("GET", "/oauth/start", start.get);
  host.route("POST", "/oauth/start", start.post);
  host.route("GET", "/oauth/callback", answerCallback);
  host.route("GET", "/auth/external/callback", answerCallback);
  host.route("GET", "/oauth/result", (request) => {
    const page = results.get(new URL(request.url).searchParams.get("id"));
    const gone = {
      status: 404,
      kind: "problem",
      title: "nothing_title",
      message: "nothing",
      values: { hub: host.name },
    } as const;
    return renderPage(page ?? gone, textsOf(request));
  });
  host.route("GET", "/oauth/page.js", () => file(PAGE_SCRIPT, "text/javascript"));
  host.route("GET", "/oauth/page.css", () => file(PAGE_STYLE, "text/css"));
}

const NO_STORE = { "Cache-Control": "no-store" };

const file = (body: string, type: string) =>
  new Response(body, {
    headers: {
      "Content-Type": `${type}; charset=utf-8`,
      "Cache-Control": "max-age=3600",
      "X-Content-Type-Options": "nosniff",
    },
  });
