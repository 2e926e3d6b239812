import * as v from "valibot";
import { homeAssistantError, providerUnavailable, reauthRequired } from "../protocol/errors.ts";

/** How long an answer may take, in milliseconds. */
const TIME_OUT = 10_000;

/** A place of the provider's API. */
export interface ApiRequest<Schema extends v.GenericSchema> {
  /** The integration's name, for messages. */
  readonly name: string;
  readonly url: string;
  readonly token: string;
  readonly answer: Schema;
}

/**
 * Asks the provider's API with an access token.
 * @throws CommandError `provider_unavailable` when it is down, slow or not understood; `reauth_required` when it
 * no longer takes a token that had not run out: only its person can mend that, as in Home Assistant, where a 401
 * becomes `ConfigEntryAuthFailed`; `home_assistant_error` when the token lacks the scope.
 */
export async function askApi<Schema extends v.GenericSchema>(
  request: ApiRequest<Schema>,
): Promise<v.InferOutput<Schema>> {
  const { status, body } = await send(request);
  const { name } = request;
  if (status === 401) throw reauthRequired(`${name}'s provider no longer accepts the sign-in. Sign in again.`);
  if (status === 403) {
    throw homeAssistantError(
      `${name}'s provider did not grant what the integration needs. Sign in again and allow it.`,
    );
  }
  const checked = v.safeParse(request.answer, parse(body));
  if (status === 200 && checked.success) return checked.output;
  const what = status === 200 ? "answers something that can't be read" : `answers with the error ${status}`;
  throw providerUnavailable(`${name}'s provider ${what}. Try again later.`);
}

async function send({ name, url, token }: ApiRequest<v.GenericSchema>): Promise<{ status: number; body: string }> {
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIME_OUT),
    });
    return { status: response.status, body: await response.text() };
  } catch (error) {
    const slow = error instanceof DOMException && error.name === "TimeoutError";
    const what = slow ? `did not answer within ${TIME_OUT / 1_000} seconds` : "can't be reached";
    throw providerUnavailable(`${name}'s provider ${what}. Try again later.`, error);
  }
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
