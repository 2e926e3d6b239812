import { isDeepStrictEqual } from "node:util";
import type { Credential } from "../../protocol/credentials.ts";
import type { CredentialsHost } from "../host.ts";
import { entriesUsing } from "./usage.ts";

/** Tells the hub which entries have another client now, where what changed concerns them. */
export async function tellEntries(
  host: CredentialsHost,
  before: Credential,
  after: Credential,
  secretChanged: boolean,
): Promise<void> {
  const idChanged = before.client_id !== after.client_id;
  const serverChanged = !isDeepStrictEqual(before.authorization_server, after.authorization_server);
  if (!idChanged && !secretChanged && !serverChanged) return;
  const entries = entriesUsing(after, host.entries()).filter(({ domain }) => domain === after.domain);
  if (entries.length > 0) await host.clientChanged(entries, idChanged ? "client_id" : "client");
}
