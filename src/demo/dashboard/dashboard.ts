import { randomBytes } from "node:crypto";
import { type Exchange, redirect, sendPage } from "../provider/http/exchange.ts";
import { readFields } from "../provider/http/request-body.ts";
import { requireSameOrigin } from "../provider/http/request-checks.ts";
import type { Route } from "../provider/http/router.ts";
import { Application, type Begun, type Registered, reasonOf, type SignedIn } from "./application.ts";
import { type DashboardPage, dashboardPage } from "./dashboard-page.ts";
import { HubRefusal, loadEntries } from "./hub-entries.ts";

/** What the dashboard remembers of one browser, in memory alone. */
interface Visit {
  readonly registered?: Registered;
  readonly begun?: Begun;
  readonly signedIn?: SignedIn;
  readonly reason?: string;
  readonly refreshed?: boolean;
}

const COOKIE = "demo_dashboard";
const MOST_VISITS = 100;

/**
 * “Demo Dashboard”: a sample application that signs in to the hub, and lists its entries with the token that it gets.
 * @param origin where it is served
 * @param hub the hub's origin, filled in
 */
export function dashboardRoutes(origin: string, hub: string): readonly Route[] {
  const dashboard = new Dashboard(`${origin}/dashboard/callback`, hub);
  return [
    ["GET", "/dashboard", (exchange) => dashboard.show(exchange)],
    ["POST", "/dashboard/sign-in", (exchange) => dashboard.signIn(exchange)],
    ["GET", "/dashboard/callback", (exchange) => dashboard.finish(exchange)],
    ["POST", "/dashboard/refresh", (exchange) => dashboard.refresh(exchange)],
    ["POST", "/dashboard/sign-out", (exchange) => dashboard.signOut(exchange)],
  ];
}

class Dashboard {
  readonly #redirectUri: string;
  readonly #hub: string;
  readonly #visits = new Map<string, Visit>();

  constructor(redirectUri: string, hub: string) {
    this.#redirectUri = redirectUri;
    this.#hub = hub;
  }

  async show(exchange: Exchange): Promise<void> {
    const visit = this.#visit(exchange);
    const { registered, signedIn, reason, refreshed } = visit;
    const page: DashboardPage = {
      hub: registered?.issuer ?? this.#hub,
      redirectUri: this.#redirectUri,
      clientId: registered?.client_id,
      reason,
      signedIn,
      refreshed,
    };
    // What is said once is not said again when the page is loaded anew.
    const { reason: _reason, refreshed: _refreshed, ...lasting } = visit;
    this.#keep(exchange, lasting);
    sendPage(exchange, dashboardPage(exchange.texts, { ...page, ...(await this.#entries(exchange, visit)) }));
  }

  async signIn(exchange: Exchange): Promise<void> {
    requireSameOrigin(exchange.request);
    const { issuer, client_id, client_secret } = await readFields(exchange.request);
    const secret = String(client_secret ?? "").trim();
    const registered = {
      issuer: String(issuer ?? "")
        .trim()
        .replace(/\/$/, ""),
      client_id: String(client_id ?? "").trim(),
      ...(secret !== "" && { client_secret: secret }),
    };
    await this.#attempt(exchange, { registered }, async () => {
      const { url, begun } = await this.#application(registered).begin();
      this.#keep(exchange, { registered, begun });
      return url;
    });
  }

  async finish(exchange: Exchange): Promise<void> {
    const { registered, begun } = this.#visit(exchange);
    if (!registered || !begun) return redirect(exchange, "/dashboard");
    const callback = new URL(this.#redirectUri);
    callback.search = exchange.url.search;
    await this.#attempt(exchange, { registered }, async () => {
      const signedIn = await this.#application(registered).finish(callback, begun);
      this.#keep(exchange, { registered, signedIn });
      return "/dashboard";
    });
  }

  async refresh(exchange: Exchange): Promise<void> {
    requireSameOrigin(exchange.request);
    const { registered, signedIn } = this.#visit(exchange);
    if (!registered || !signedIn) return redirect(exchange, "/dashboard");
    await this.#attempt(exchange, { registered }, async () => {
      const refreshed = await this.#application(registered).refresh(signedIn);
      this.#keep(exchange, { registered, signedIn: refreshed, refreshed: true });
      return "/dashboard";
    });
  }

  async signOut(exchange: Exchange): Promise<void> {
    requireSameOrigin(exchange.request);
    const { registered, signedIn } = this.#visit(exchange);
    this.#keep(exchange, registered ? { registered } : {});
    if (registered && signedIn)
      await this.#application(registered)
        .signOut(signedIn)
        .catch(() => undefined);
    redirect(exchange, "/dashboard");
  }

  #application(registered: Registered): Application {
    return new Application(registered, this.#redirectUri);
  }

  /** Goes where `work` says; where it fails, the page says why, and the person begins anew. */
  async #attempt(exchange: Exchange, otherwise: Visit, work: () => Promise<string>): Promise<void> {
    try {
      redirect(exchange, await work());
    } catch (error) {
      this.#keep(exchange, { ...otherwise, reason: reasonOf(error) });
      redirect(exchange, "/dashboard");
    }
  }

  async #entries(exchange: Exchange, { registered, signedIn }: Visit): Promise<Partial<DashboardPage>> {
    if (!registered || !signedIn) return {};
    try {
      return { entries: await loadEntries(registered.issuer, signedIn.access_token) };
    } catch (error) {
      if (!(error instanceof HubRefusal)) return { reason: "unreachable" };
      // A token that has ended may have a successor; one that was revoked has none.
      const isOver = /access token/i.test(error.message);
      if (isOver) this.#keep(exchange, { registered });
      return isOver ? { signedIn: undefined, reason: "invalid_token" } : { refusal: error.message };
    }
  }

  #visit({ request }: Exchange): Visit {
    return this.#visits.get(cookieOf(request.headers.cookie)) ?? {};
  }

  #keep({ request, response }: Exchange, visit: Visit): void {
    const known = cookieOf(request.headers.cookie);
    const id = known || randomBytes(32).toString("base64url");
    if (!known) response.setHeader("set-cookie", `${COOKIE}=${id}; HttpOnly; SameSite=Lax; Path=/dashboard`);
    this.#visits.delete(id);
    this.#visits.set(id, visit);
    const [oldest] = this.#visits.keys();
    if (this.#visits.size > MOST_VISITS && oldest !== undefined) this.#visits.delete(oldest);
  }
}

const cookieOf = (header = ""): string => new RegExp(`(?:^|; )${COOKIE}=([\\w-]{43})`).exec(header)?.[1] ?? "";
