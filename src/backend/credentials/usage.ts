import type { Credential, EntryUsage } from "../../protocol/credentials.ts";
import type { Host, HostEntry } from "../host.ts";
import { implementationOf } from "./stored-credential.ts";

/**
 * The config entries that use a credential. Home Assistant compares with the credential's id alone, and so lets an
 * imported one, whose entries record its `auth_domain`, be deleted while it is in use.
 */
export function entriesUsing(credential: Credential, host: Host): EntryUsage[] {
  const implementation = implementationOf(credential);
  return host
    .entries()
    .filter((entry) => entry.auth_implementation === implementation)
    .map(usageOf);
}

/** The usage of many credentials in one pass over the entries. */
export function usageByCredential(credentials: readonly Credential[], host: Host): Record<string, EntryUsage[]> {
  const byImplementation = Map.groupBy(
    host.entries().filter((entry) => entry.auth_implementation),
    (entry) => entry.auth_implementation,
  );
  return Object.fromEntries(
    credentials.map((item) => [item.id, (byImplementation.get(implementationOf(item)) ?? []).map(usageOf)]),
  );
}

const usageOf = ({ entry_id, domain, title, state, reauth }: HostEntry): EntryUsage => ({
  entry_id,
  domain,
  title,
  state,
  reauth,
});
