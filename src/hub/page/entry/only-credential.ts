import type { InputOfType, ResultOfType } from "../../../protocol/index.ts";
import type { Hass } from "../../../protocol/page.ts";

/** A credential as the removal of an entry speaks of it. */
export interface LeftCredential {
  readonly id: string;
  /** Its name, or its client ID. */
  readonly name: string;
}

type Asked =
  | "application_credentials/config_entry"
  | "application_credentials/usage"
  | "application_credentials/list"
  | "application_credentials/delete";

const ask = <T extends Asked>({ connection }: Hass, type: T, args: InputOfType<T>): Promise<ResultOfType<T>> =>
  connection.sendMessagePromise<ResultOfType<T>>({ type, ...args });

/**
 * The credential that this entry uses and no other does, so that it goes unused with the entry (F10).
 * Undefined where others use it too, and where the entry has none.
 */
export async function credentialOnlyOf(hass: Hass, entryId: string): Promise<LeftCredential | undefined> {
  const { application_credentials_id: id } = await ask(hass, "application_credentials/config_entry", {
    config_entry_id: entryId,
  });
  if (id === undefined) return undefined;
  const usage = await ask(hass, "application_credentials/usage", { application_credentials_id: id });
  if (usage[id]?.some(({ entry_id }) => entry_id !== entryId)) return undefined;
  const credential = (await ask(hass, "application_credentials/list", {})).find((item) => item.id === id);
  return credential && { id, name: credential.name || credential.client_id };
}

/** Rejects with the hub's `{code, message}`, as when somebody began to use it meanwhile. */
export async function deleteCredential(hass: Hass, { id }: LeftCredential): Promise<void> {
  await ask(hass, "application_credentials/delete", { application_credentials_id: id });
}
