import type { Log } from "../host.ts";
import { type AuthenticationMethod, DEFAULT_METHOD } from "./client-authentication.ts";
import type { CredentialRecords } from "./credential-records.ts";
import type { StoredCredential } from "./stored-credential.ts";

/** Stores how a provider wants to be sent the secret, beside the answer that showed it and not before that. */
export function rememberMethod(
  records: CredentialRecords,
  { item: { id, client_id } }: StoredCredential,
  method: AuthenticationMethod,
  log: Log,
): void {
  const isNews = () => {
    const now = records.list.get(id);
    const known = now?.authentication_method ?? DEFAULT_METHOD;
    return now?.item.client_id === client_id && known !== method ? now : undefined;
  };
  if (!isNews()) return;
  void records
    .inTurn(id, async () => {
      const now = isNews();
      if (now) await records.save({ ...now, authentication_method: method });
    })
    .catch((error: unknown) => log.error(`How ${id} sends its secret was not stored`, error));
}
