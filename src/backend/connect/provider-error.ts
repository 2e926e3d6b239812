import * as oauth from "oauth4webapi";
import { HostRefused } from "../providers/host-guard.ts";
import { retryAfterOf } from "./retry-after.ts";

/**
 * What a provider's answer means for us:
 * - `invalid_grant`: the code or refresh token is dead; a person has to sign in (again).
 * - `invalid_client`: the provider does not accept the client ID or secret; the credential is to blame.
 * - `unavailable`: down, slow, overloaded or garbage; nothing is to blame yet, try again later.
 * - `refused`: any other OAuth error, or a status 4xx without one; trying soon again changes nothing.
 */
export type ProviderErrorKind = "invalid_grant" | "invalid_client" | "unavailable" | "refused";

/**
 * A request to a provider that failed. The message is fit for people and holds no secret, token or code;
 * the library's own error is dropped, because it carries the response's body.
 */
export class ProviderError extends Error {
  override readonly name = "ProviderError";
  readonly kind: ProviderErrorKind;
  /** It was the clock that ended it. */
  readonly timedOut: boolean;
  /** How long the provider asks to be left alone, in milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(
    kind: ProviderErrorKind,
    message: string,
    more: { timedOut?: boolean; retryAfter?: number | undefined } = {},
  ) {
    super(message);
    this.kind = kind;
    this.timedOut = more.timedOut ?? false;
    this.retryAfter = more.retryAfter;
  }
}

/** Requests to a provider end after this time, body included. */
export const PROVIDER_TIMEOUT_MS = 10_000;

/**
 * Sorts whatever a token request threw.
 * @param provider the provider's name for people
 * @param secrets what was sent: should the provider's words repeat one, it is blotted out
 */
export function toProviderError(error: unknown, provider: string, secrets: readonly string[]): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof HostRefused) {
    return new ProviderError("refused", `${provider} was not asked: its address ${error.message}.`);
  }
  if (error instanceof oauth.ResponseBodyError) {
    const retryAfter = retryAfterOf(error.response);
    return new ProviderError(kindOf(error), `${provider} answered ${inItsWords(error, secrets)}.`, { retryAfter });
  }
  const answer = (error as Error).cause;
  const retryAfter = answer instanceof Response ? retryAfterOf(answer) : undefined;
  const kind = answer instanceof Response && isRefusal(answer.status) ? "refused" : "unavailable";
  return new ProviderError(kind, `${provider} ${problemOf(error)}.`, { timedOut: isTimeout(error), retryAfter });
}

/** 408 and 429 are about this moment (RFC 9110, section 15.5.9; RFC 6585, section 4); the other 4xx about the request. */
const isRefusal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

function kindOf({ error, status }: oauth.ResponseBodyError): ProviderErrorKind {
  if (status === 429) return "unavailable";
  if (error === "invalid_grant") return "invalid_grant";
  if (error === "invalid_client" || error === "unauthorized_client") return "invalid_client";
  const passing = ["temporarily_unavailable", "server_error", "slow_down"].includes(error);
  return passing || status >= 500 ? "unavailable" : "refused";
}

function inItsWords({ error, error_description }: oauth.ResponseBodyError, secrets: readonly string[]): string {
  const code = cleanWords(error, secrets);
  const description = error_description && cleanWords(error_description, secrets);
  return description ? `“${code}: ${description}”` : `“${code}”`;
}

/** A provider's own words, made harmless: printable, short, and without what we sent it. */
export function cleanWords(words: string, secrets: readonly string[] = []): string {
  const blotted = secrets.filter(Boolean).reduce((text, secret) => text.replaceAll(secret, "•••"), words);
  return blotted
    .replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, " ")
    .trim()
    .slice(0, 200);
}

/** What happened to a request, as a verb and what follows. */
export function problemOf(error: unknown): string {
  const { name, code, cause } = error as { name?: string; code?: string; cause?: { code?: string; status?: number } };
  if (isTimeout(error)) {
    return `does not answer (no answer in ${PROVIDER_TIMEOUT_MS / 1_000} seconds)`;
  }
  if (isTooLong(error)) return "answered with more than 64 KB";
  if (cause?.code) return `can't be reached (${cause.code})`;
  if (code === oauth.RESPONSE_IS_NOT_CONFORM && typeof cause?.status === "number") {
    return `answered with the HTTP status ${cause.status}`;
  }
  if (name === "TypeError") return "can't be reached";
  return "answered something that is not a token response";
}

/** The answer had more than 64 KB (`ProviderFetch`). */
export const isTooLong = (error: unknown): boolean =>
  error instanceof RangeError || (error as { cause?: unknown }).cause instanceof RangeError;

const isTimeout = (error: unknown): boolean => ["TimeoutError", "AbortError"].includes((error as Error).name);
