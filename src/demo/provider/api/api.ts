import type Provider from "oidc-provider";
import type { Account, Accounts } from "../accounts.ts";
import type { Behaviour } from "../behaviour.ts";
import { type Handler, HttpError, sendJson } from "../http/exchange.ts";
import type { Route } from "../http/router.ts";
import { requireBearer } from "./bearer.ts";
import { nextEvents } from "./events.ts";
import { lastMessages } from "./messages.ts";

/** What an access token opens: `/api/me` with any scope, the others with their own. */
export function apiRoutes(provider: Provider, accounts: Accounts, behaviour: Behaviour): readonly Route[] {
  const answering =
    (scope: string | undefined, answer: (account: Account) => object): Handler =>
    async (exchange) => {
      if (behaviour.settings.api === "unavailable") throw new HttpError(503, "temporarily_unavailable");
      const account = await requireBearer(provider, accounts, exchange.request.headers.authorization, scope);
      sendJson(exchange, answer(account));
    };
  return [
    ["GET", "/api/me", answering(undefined, ({ sub, name }) => ({ id: sub, name }))],
    ["GET", "/api/calendar/events", answering("calendar.read", (account) => ({ events: nextEvents(account) }))],
    ["GET", "/api/mail/messages", answering("mail.read", (account) => ({ messages: lastMessages(account) }))],
  ];
}
