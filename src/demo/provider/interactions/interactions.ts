import type Provider from "oidc-provider";
import { errors, type Interaction, type InteractionResults } from "oidc-provider";
import type { Accounts } from "../accounts.ts";
import { type Exchange, HttpError, redirect, sendPage } from "../http/exchange.ts";
import { readFields } from "../http/request-body.ts";
import { requireSameOrigin } from "../http/request-checks.ts";
import type { Route } from "../http/router.ts";
import { consentPage } from "../pages/consent-page.ts";
import { signInPage } from "../pages/sign-in-page.ts";

/** The pages between an authorization request and its answer: who are you, and may they? */
export function interactionRoutes(provider: Provider, accounts: Accounts): readonly Route[] {
  const interactions = new Interactions(provider, accounts);
  return [
    ["GET", "/interaction/{uid}", (exchange) => interactions.show(exchange)],
    ["POST", "/interaction/{uid}/sign-in", (exchange) => interactions.signIn(exchange)],
    ["POST", "/interaction/{uid}/consent", (exchange) => interactions.decide(exchange)],
  ];
}

class Interactions {
  readonly #provider: Provider;
  readonly #accounts: Accounts;

  constructor(provider: Provider, accounts: Accounts) {
    this.#provider = provider;
    this.#accounts = accounts;
  }

  async show(exchange: Exchange): Promise<void> {
    const interaction = await this.#find(exchange);
    if (interaction.prompt.name === "consent") return this.#showConsent(exchange, interaction);
    const last = await this.#accountOf(interaction);
    return this.#showSignIn(exchange, interaction, last?.name ?? "", false);
  }

  async signIn(exchange: Exchange): Promise<void> {
    requireSameOrigin(exchange.request);
    const interaction = await this.#find(exchange, "login");
    const { name } = await readFields(exchange.request);
    const account = await this.#accounts.signIn(String(name ?? ""));
    if (!account) return this.#showSignIn(exchange, interaction, String(name ?? ""), true);
    await this.#goOn(exchange, { login: { accountId: account.sub } }, () =>
      this.#leaveEarlierAccount(interaction, account.sub),
    );
  }

  async decide(exchange: Exchange): Promise<void> {
    requireSameOrigin(exchange.request);
    const interaction = await this.#find(exchange, "consent");
    const { decision } = await readFields(exchange.request);
    if (decision === "deny") {
      return this.#goOn(exchange, { error: "access_denied", error_description: "The person denied access" });
    }
    if (decision !== "allow") throw new HttpError(400, "invalid_request");
    await this.#goOn(exchange, { consent: { grantId: await this.#grant(interaction) } });
  }

  async #showSignIn(exchange: Exchange, interaction: Interaction, name: string, invalid: boolean): Promise<void> {
    const client = await this.#clientName(interaction);
    const page = signInPage(exchange.texts, { uid: interaction.uid, client, name, invalid });
    sendPage(exchange, page, invalid ? 422 : 200);
  }

  async #showConsent(exchange: Exchange, interaction: Interaction): Promise<void> {
    const account = await this.#accountOf(interaction);
    const page = consentPage(exchange.texts, {
      uid: interaction.uid,
      client: await this.#clientName(interaction),
      destination: new URL(String(interaction.params.redirect_uri)).host,
      name: account?.name ?? "",
      scopes: missingScopes(interaction),
    });
    sendPage(exchange, page);
  }

  /** @throws HttpError 400 `session_over` when it ended, is another browser's, or waits for something else. */
  async #find({ request, response, params }: Exchange, prompt?: string): Promise<Interaction> {
    const interaction = await this.#provider.interactionDetails(request, response).catch(undefinedIfOver);
    if (interaction?.uid !== params.uid || (prompt !== undefined && interaction?.prompt.name !== prompt)) {
      throw new HttpError(400, "session_over");
    }
    return interaction as Interaction;
  }

  async #accountOf({ session }: Interaction) {
    return session?.accountId === undefined ? undefined : this.#accounts.find(session.accountId);
  }

  async #clientName({ params }: Interaction): Promise<string> {
    const client = await this.#provider.Client.find(String(params.client_id));
    return client?.clientName ?? String(params.client_id);
  }

  /**
   * `oidc-provider` would ask the browser, by a script, to sign out first when somebody else signs in.
   * The interaction's result has to be noted before: it is refused once the session's account has changed.
   */
  async #leaveEarlierAccount({ session }: Interaction, sub: string): Promise<void> {
    const earlier = session?.uid === undefined ? undefined : await this.#provider.Session.findByUid(session.uid);
    if (earlier?.accountId === undefined || earlier.accountId === sub) return;
    delete earlier.accountId;
    delete earlier.authorizations;
    await earlier.persist();
  }

  async #grant(interaction: Interaction): Promise<string> {
    const { session, params, prompt } = interaction;
    const grant = new this.#provider.Grant({
      accountId: session?.accountId as string,
      clientId: String(params.client_id),
    });
    grant.addOIDCScope(missingScopes(interaction).join(" "));
    const claims = prompt.details.missingOIDCClaims as string[] | undefined;
    if (claims) grant.addOIDCClaims(claims);
    return grant.save();
  }

  /** @param prepare What has to be done between noting the result and going on with it. */
  async #goOn(exchange: Exchange, result: InteractionResults, prepare?: () => Promise<void>): Promise<void> {
    const { request, response } = exchange;
    const returnTo = await this.#provider.interactionResult(request, response, result);
    await prepare?.();
    redirect(exchange, returnTo);
  }
}

const missingScopes = ({ prompt }: Interaction): string[] =>
  (prompt.details.missingOIDCScope as string[] | undefined) ?? [];

function undefinedIfOver(error: unknown): undefined {
  if (!(error instanceof errors.SessionNotFound)) throw error;
}
