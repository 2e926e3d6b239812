import * as oauth from "oauth4webapi";
import { CommandError, homeAssistantError } from "../../protocol/errors.ts";
import { isLoopback } from "../endpoints.ts";
import type { ReadyMadeClient, ReadyMadeRequest } from "../ready-made.ts";
import { PROVIDER_TIMEOUT_MS, ProviderError, type ProviderErrorKind } from "./provider-error.ts";

const KINDS: Readonly<Partial<Record<CommandError["code"], ProviderErrorKind>>> = {
  reauth_required: "invalid_grant",
  provider_unavailable: "unavailable",
};

/**
 * Has a ready-made client's service do something, no longer than a provider may take.
 * @throws ProviderError; never `invalid_client`, since there is no credential that a person could mend.
 */
export async function askService<Answer>({ name }: ReadyMadeClient, ask: () => Promise<Answer>): Promise<Answer> {
  const late = AbortSignal.timeout(PROVIDER_TIMEOUT_MS);
  const tooLate = new Promise<never>((_resolve, reject) => {
    late.addEventListener("abort", () => reject(late.reason), { once: true });
  });
  try {
    return await Promise.race([ask(), tooLate]);
  } catch (error) {
    if (error instanceof CommandError) throw new ProviderError(KINDS[error.code] ?? "refused", error.message);
    const timedOut = late.aborted;
    throw new ProviderError("unavailable", `${name} ${timedOut ? "does not answer" : "failed"}.`, { timedOut });
  }
}

/** Its tokens as a provider would send them. @throws ProviderError for an answer that is none. */
export async function tokensOfService(
  client: ReadyMadeClient,
  ask: (client: ReadyMadeClient) => ReturnType<ReadyMadeClient["redeem"]>,
): Promise<oauth.TokenEndpointResponse> {
  const { token_type = "bearer", ...given } = await askService(client, () => ask(client));
  const as = { issuer: "https://service.invalid" };
  try {
    // The same checks as for a provider's own answer: types, lengths of life, the token's kind.
    const response = Response.json({ token_type, ...given });
    return await oauth.processRefreshTokenResponse(as, { client_id: client.id }, response);
  } catch {
    throw new ProviderError("unavailable", `${client.name} answered something that is not a token response.`);
  }
}

/**
 * The provider's URL as the service makes it, held to what was asked for: whoever sends a person there with another
 * `state` or challenge could bring them back with another's account.
 * @throws CommandError `home_assistant_error`
 */
export async function serviceAuthorizationUrl(client: ReadyMadeClient, request: ReadyMadeRequest): Promise<string> {
  const asked = await askService(client, () => client.authorizationUrl(request)).catch((error: ProviderError) => {
    throw homeAssistantError(error.message);
  });
  const url = URL.parse(asked);
  const isSecure = url?.protocol === "https:" || (url?.protocol === "http:" && isLoopback(url.hostname));
  const { state, redirect_uri, code_challenge } = request;
  const wanted = { state, redirect_uri, code_challenge, code_challenge_method: "S256" };
  const isAsWanted = Object.entries(wanted).every(([name, value]) => url?.searchParams.get(name) === value);
  if (isSecure && isAsWanted) return asked;
  throw homeAssistantError(`${client.name} answered an address that does not fit the sign-in. Try again later.`);
}

/** Ends a token at the provider. @returns false where the service has no way to. @throws ProviderError */
export async function revokeAtService(client: ReadyMadeClient, token: string): Promise<boolean> {
  if (!client.revoke) return false;
  await askService(client, async () => client.revoke?.(token));
  return true;
}
