import { randomUUID } from "node:crypto";
import * as oauth from "oauth4webapi";
import { CommandError } from "../../protocol/errors.ts";
import type { AbortReason } from "../../protocol/flow.ts";
import type { AccountBase } from "../accounts/account-store.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { OtherAccounts } from "../accounts/other-accounts.ts";
import type { SignInEnd } from "../activity/sign-ins.ts";
import type { AccountAtProvider, Host } from "../host.ts";
import type { Authorization, AuthorizationStore } from "./authorization-store.ts";
import { browserOf } from "./browser-binding.ts";
import type { ClientDirectory, KnownClient } from "./client-directory.ts";
import type { Page } from "./page.ts";
import { cleanWords, type ProviderError } from "./provider-error.ts";
import { authorizationServerOf, promisesIss, redeemCode, type TokenSet } from "./token-endpoint.ts";

/** An authorization that ended without an account: what the wizard is told, and what the window shows. */
class Failed extends Error {
  readonly reason: AbortReason;
  readonly detail: string;
  readonly page: Page;

  constructor(reason: AbortReason, detail: string, text: string, status = 400) {
    super(reason);
    this.reason = reason;
    this.detail = detail;
    this.page = { status, kind: "problem", title: `${text}_title`, message: text, ...(detail && { details: detail }) };
  }
}

/** Refused before anything is touched: the flow goes on waiting for the right answer. */
const refusal = (text: string): Page => ({ status: 400, kind: "problem", title: `${text}_title`, message: text });

export interface CallbackParts {
  readonly host: Host;
  readonly store: AuthorizationStore;
  readonly clients: ClientDirectory;
  readonly accounts: Accounts;
  readonly others: OtherAccounts;
  /** Is told how each sign-in ended. It never fails. */
  readonly ended: (authorization: Authorization, end: SignInEnd) => Promise<void>;
}

/** Reads the provider's answer (RFC 6749, section 4.1.2) and finishes the flow that waits for it. */
export class Callback {
  readonly #host: Host;
  readonly #store: AuthorizationStore;
  readonly #clients: ClientDirectory;
  readonly #accounts: Accounts;
  readonly #others: OtherAccounts;
  readonly #ended: CallbackParts["ended"];

  constructor({ host, store, clients, accounts, others, ended }: CallbackParts) {
    this.#host = host;
    this.#store = store;
    this.#clients = clients;
    this.#accounts = accounts;
    this.#others = others;
    this.#ended = ended;
  }

  /** @returns what to show; status 200 only when the account is connected. */
  async answer(parameters: URLSearchParams, cookie: string | null): Promise<Page> {
    const state = parameters.get("state") ?? "";
    const authorization = this.#store.get(state);
    if (!authorization) return refusal("unknown_state");
    const browser = browserOf(cookie);
    if (!browser || !authorization.browsers.includes(browser)) return refusal("other_browser");
    const codeVerifier = await this.#store.take(state);
    if (codeVerifier === undefined) return refusal("unknown_state");
    const integration = this.#host.integrations.get(authorization.domain)?.name ?? authorization.domain;
    try {
      const other = await this.#connect(parameters, state, authorization, codeVerifier);
      if (other) await this.#ended(authorization, { other });
      const text = other ? "other_account" : "connected";
      const values = { integration, account: other?.title ?? "" };
      return { status: 200, kind: "done", title: `${text}_title`, message: text, values };
    } catch (error) {
      const failed = error instanceof Failed ? error : this.#unexpected(error);
      await this.#ended(authorization, failed);
      await this.#tellFlow(authorization.flow_id, failed);
      return { ...failed.page, values: { integration } };
    }
  }

  /** @returns who signed in, when that is another account than the entry's. */
  async #connect(
    parameters: URLSearchParams,
    state: string,
    authorization: Authorization,
    verifier: string,
  ): Promise<AccountAtProvider | undefined> {
    if (authorization.expires_at < Date.now()) throw new Failed("oauth_timeout", "", "too_late");
    const client = await this.#clientOf(authorization);
    const valid = checkResponse(parameters, state, client);
    return this.#clients.hold(client, async () => {
      const tokens = await redeem(client, valid, authorization.redirect_uri, verifier);
      const service = client.ready_made && { service: client.ready_made.name };
      const other = await this.#setAside(authorization, service, tokens);
      if (!other) await this.#keep(authorization, service, tokens);
      return other;
    });
  }

  async #clientOf({ domain, implementation }: Authorization): Promise<KnownClient> {
    try {
      return await this.#clients.find(domain, implementation);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      throw new Failed("oauth_failed", error.message, "no_client");
    }
  }

  /** A re-authentication with another account replaces nothing; a person decides in the flow. */
  async #setAside(
    { flow_id, entry_id, domain, implementation, scope }: Authorization,
    service: Pick<AccountBase, "service"> | undefined,
    tokens: TokenSet,
  ): Promise<AccountAtProvider | undefined> {
    if (entry_id === undefined) return undefined;
    const base = { entry_id, domain, implementation, scope, ...service };
    const account = await this.#others.notice(base, tokens);
    if (!account) return undefined;
    await this.#others.setAside(flow_id, base, tokens, account);
    try {
      await this.#host.finishFlow(flow_id, { result: "other_account", account });
    } catch (error) {
      await this.#others.drop(flow_id);
      throw error;
    }
    return account;
  }

  async #keep(
    authorization: Authorization,
    service: Pick<AccountBase, "service"> | undefined,
    tokens: TokenSet,
  ): Promise<void> {
    const { flow_id, domain, implementation, scope } = authorization;
    const entry_id = authorization.entry_id ?? randomUUID().replaceAll("-", "");
    await this.#accounts.connect({ entry_id, domain, implementation, scope, ...service }, tokens);
    try {
      await this.#host.finishFlow(flow_id, { result: "connected", entry_id, auth_implementation: implementation });
    } catch (error) {
      // Without its entry the account would stay connected with nobody to see it.
      if (!authorization.entry_id) await this.#accounts.forget(entry_id);
      throw error;
    }
    await this.#ended(authorization, { entry_id });
  }

  #unexpected(error: unknown): Failed {
    this.#host.log.error("A sign-in could not be finished", error);
    const detail = error instanceof CommandError ? error.message : "";
    return new Failed("oauth_failed", detail, "failed", 500);
  }

  async #tellFlow(flowId: string, { reason, detail }: Failed): Promise<void> {
    try {
      await this.#host.finishFlow(flowId, { result: "failed", reason, detail });
    } catch (error) {
      this.#host.log.error(`The flow ${flowId} could not be told that its sign-in failed`, error);
    }
  }
}

/**
 * `iss` first, where the provider promises it (RFC 9207), then `state`, then the provider's error, then the code.
 * @throws Failed
 */
function checkResponse(parameters: URLSearchParams, state: string, client: KnownClient): URLSearchParams {
  const received = new URLSearchParams(parameters);
  if (!promisesIss(client.endpoints) && !client.endpoints.issuer) received.delete("iss");
  try {
    const valid = oauth.validateAuthResponse(
      authorizationServerOf(client.endpoints),
      { client_id: client.client_id },
      received,
      state,
    );
    if (!valid.get("code")) throw new Failed("oauth_error", "", "no_code");
    return valid;
  } catch (error) {
    if (error instanceof Failed) throw error;
    if (!(error instanceof oauth.AuthorizationResponseError)) throw new Failed("oauth_error", "", "wrong_answer");
    const words = [error.error, error.error_description].filter((part) => part !== undefined);
    const detail = cleanWords(words.join(": "), [client.client_secret]);
    if (error.error === "access_denied") throw new Failed("user_rejected_authorize", detail, "denied");
    throw new Failed("oauth_error", detail, "provider_error");
  }
}

/** @throws Failed */
async function redeem(
  client: KnownClient,
  valid: URLSearchParams,
  redirectUri: string,
  verifier: string,
): Promise<TokenSet> {
  try {
    return await redeemCode(client, valid, redirectUri, verifier);
  } catch (error) {
    const { kind, message, timedOut } = error as ProviderError;
    if (kind === "invalid_client") throw new Failed("oauth_unauthorized", message, "client_rejected");
    if (kind === "unavailable") {
      throw new Failed(timedOut ? "oauth_timeout" : "oauth_failed", message, "provider_unavailable", 502);
    }
    throw new Failed("oauth_error", message, "provider_error");
  }
}
