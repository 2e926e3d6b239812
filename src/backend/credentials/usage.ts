import type { Credential, EntryUsage } from "../../protocol/credentials.ts";
import type { HostEntry } from "../host.ts";
import { implementationOf } from "./stored-credential.ts";

/**
 * Whether an entry uses a credential. Home Assistant compares with the credential's id alone, and so lets an
 * imported one, whose entries record its `auth_domain`, be deleted while it is in use.
 */
export function isInUse(credential: Credential, entries: readonly HostEntry[]): boolean {
  return entriesUsing(credential, entries).length > 0;
}

export function entriesUsing(credential: Credential, entries: readonly HostEntry[]): HostEntry[] {
  const implementation = implementationOf(credential);
  return entries.filter((entry) => entry.auth_implementation === implementation);
}

/**
 * Which of these entries use each of these credentials, in one pass over the entries.
 * @param comingTo the ids of entries that use a credential only once somebody has signed in again: till then they use both.
 */
export function usageOf(
  credentials: readonly Credential[],
  entries: readonly HostEntry[],
  comingTo: (credentialId: string) => readonly string[],
): Record<string, EntryUsage[]> {
  const byImplementation = Map.groupBy(
    entries.filter((entry) => entry.auth_implementation),
    (entry) => entry.auth_implementation,
  );
  return Object.fromEntries(
    credentials.map((item) => {
      const using = byImplementation.get(implementationOf(item)) ?? [];
      const awaited = new Set(comingTo(item.id));
      const coming = awaited.size === 0 ? [] : entries.filter(({ entry_id }) => awaited.has(entry_id));
      return [item.id, [...new Set([...using, ...coming])].map(shown)];
    }),
  );
}

const shown = ({ entry_id, domain, title, state, reauth }: HostEntry): EntryUsage => ({
  entry_id,
  domain,
  title,
  state,
  reauth,
});
