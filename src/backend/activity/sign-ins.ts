import type { AbortReason } from "../../protocol/flow.ts";
import type { Authorization } from "../connect/authorization-store.ts";
import type { AccountAtProvider, CredentialsHost } from "../host.ts";
import { recordOf } from "./line.ts";
import type { By, Recorder } from "./recorder.ts";

/** How a sign-in ended: with an account, with another one than the entry's (a person will decide), or why not. */
export type SignInEnd =
  | { readonly entry_id: string }
  | { readonly other: AccountAtProvider }
  | { readonly reason: AbortReason /** The provider's words, cleaned. */; readonly detail: string };

const REASONS: Partial<Record<AbortReason, string>> = {
  oauth_timeout: "It took too long.",
  user_rejected_authorize: "It was not allowed at the provider.",
  oauth_unauthorized: "The provider did not accept the client ID and secret.",
};

/** Writes a line for each sign-in that comes back from the provider. */
export const signInLines =
  (recorder: Recorder, host: CredentialsHost) =>
  async (authorization: Authorization, end: SignInEnd): Promise<void> => {
    const { domain, entry_id: mended } = authorization;
    const entryId = "entry_id" in end ? end.entry_id : mended;
    const record = recordOf("account", entryId, { domain, name: host.entry(entryId ?? "")?.title });
    if ("entry_id" in end) {
      const action = mended ? "account.reauthenticated" : "account.connected";
      return recorder.note(personOf(authorization), { action, record, result: "succeeded" });
    }
    const reason = whyNot(end);
    await recorder.note(personOf(authorization), {
      action: "account.sign_in_failed",
      record,
      result: "failed",
      reason,
    });
  };

function whyNot(end: Exclude<SignInEnd, { readonly entry_id: string }>): string {
  if ("other" in end) return `Somebody signed in as ${end.other.title}; nothing is changed before that is decided.`;
  return [REASONS[end.reason], end.detail].filter(Boolean).join(" ") || "The provider's answer was not usable.";
}

/** Who began it. */
const personOf = ({ user_id, user_name, address }: Authorization): By => ({
  actor: { kind: "user", ...(user_id && { id: user_id }), name: user_name },
  address,
});

/** Whoever moves a flow. */
export interface SignInPerson {
  readonly id: string;
  readonly name: string;
  readonly address?: string | undefined;
}

/** What a person decided on: the entry, and whose account it is from now on. */
export interface Replacement {
  readonly base: { readonly entry_id: string; readonly domain: string };
  readonly account: AccountAtProvider;
}

/** Writes that an entry is another account's from now on. */
export async function replacedLine(recorder: Recorder, { base, account }: Replacement, person: SignInPerson) {
  const { id, name, address } = person;
  const record = recordOf("account", base.entry_id, { name: account.title, domain: base.domain });
  const by: By = { actor: { kind: "user", id, name }, address };
  await recorder.note(by, { action: "account.replaced", record, result: "succeeded" });
}
