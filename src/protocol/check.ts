/** Whether a provider knows a client: PROTOCOL section 4, `check`. */
import * as v from "valibot";
import { command } from "./command.ts";
import { AuthorizationServer, ClientId, ClientSecret, CredentialId, Domain } from "./fields.ts";

const CheckFields = v.strictObject({
  application_credentials_id: v.optional(CredentialId),
  domain: v.optional(Domain),
  client_id: v.optional(ClientId),
  client_secret: v.optional(ClientSecret),
  /** Of a provider of one's own that is not saved yet. */
  authorization_server: v.optional(AuthorizationServer),
});
type Fields = v.InferOutput<typeof CheckFields>;

const TYPED = ["domain", "client_id", "client_secret"] as const;

/** The name of a field that is missing, or one too many, beside an id. */
const misplaced = ({ application_credentials_id: id, ...typed }: Fields): { key: string; message: string }[] => {
  if (id === undefined)
    return TYPED.filter((key) => typed[key] === undefined).map((key) => ({ key, message: "is required" }));
  const message = "must not come with application_credentials_id";
  return Object.keys(typed).map((key) => ({ key, message }));
};

export const checkCredential = command("application_credentials/check", {
  summary:
    "Asks the provider's token endpoint whether it knows a client: a stored one by its id, or one by domain, client ID and secret. Saves nothing of it. Once a minute for each client; within it another secret gets `unknown` and the seconds to wait.",
  since: 2,
  roles: ["administrator"],
  scope: "credentials:manage",
  activity: {
    action: "credential.checked",
    record: "credential",
    id: "application_credentials_id",
    failure: ({ status, reason }) => (status === "rejected" ? reason : undefined),
    // The provider was not asked.
    changed: ({ status, reason }): boolean => !(status === "unknown" && reason.startsWith(WAIT)),
  },
  args: v.pipe(
    CheckFields,
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      const input = dataset.value;
      for (const { key, message } of misplaced(input))
        addIssue({ message, path: [{ type: "object", origin: "value", input, key, value: undefined }] });
    }),
  ),
  result: v.strictObject({
    /** `unknown`: the provider's answer says nothing about the client. */
    status: v.picklist(["accepted", "rejected", "unknown"]),
    /** A sentence for people, with the provider's words where it has some. Never a secret. */
    reason: v.string(),
  }),
  errors: ["not_found", "invalid_format", "home_assistant_error", "backend_unavailable"],
});
export type CheckResult = v.InferOutput<(typeof checkCredential)["result"]>;

const WAIT = "This client was checked a moment ago with another secret. It can be checked again in";

/** The reason of an `unknown` that time cures. @param seconds a whole number */
export const waitReason = (seconds: number): string => `${WAIT} ${seconds} ${seconds === 1 ? "second" : "seconds"}.`;

/** How long such a reason asks to wait; undefined for every other one. */
export function secondsToWait({ status, reason }: CheckResult): number | undefined {
  if (status !== "unknown" || !reason.startsWith(WAIT)) return undefined;
  return Number(/\d+/.exec(reason)?.[0]);
}
