/** A household whose credentials the page shows: one that two accounts share, and one that nobody uses. */
import type { TestContext } from "node:test";
import { type CoreCredential, signedInEntry, writeCoreCredentials, writeEntries } from "./configuration.ts";
import { HomeAssistant } from "./home-assistant.ts";
import type { Installation } from "./installation.ts";

/** Used by the accounts "Anna" and "Ben". */
export const SHARED: CoreCredential = {
  id: "acme_raw_club",
  domain: "acme_raw",
  client_id: "club-client",
  client_secret: "S3CRET-canary-club",
  auth_domain: "acme_own",
  name: "Club",
};
export const SPARE: CoreCredential = {
  id: "electric_kiwi_spare",
  domain: "electric_kiwi",
  client_id: "spare-client",
  client_secret: "S3CRET-canary-spar",
  name: "Spare",
};

/** Not started yet. */
export async function pageHome(scope: Pick<TestContext, "after">, installation: Installation): Promise<HomeAssistant> {
  const home = await HomeAssistant.create(scope, installation);
  writeCoreCredentials(home.folder, [SHARED, SPARE]);
  writeEntries(
    home.folder,
    ["Anna", "Ben"].map((title) => signedInEntry(title, SHARED.domain, SHARED.auth_domain ?? SHARED.id)),
  );
  return home;
}
