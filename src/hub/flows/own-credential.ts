import type { Integration, Log } from "../../backend/host.ts";
import type { Plugin } from "../../backend/running-plugin.ts";
import { within } from "../../backend/within.ts";

/** How long an integration may take to hand over its credential, in milliseconds. */
const LIMIT = 5_000;

/** Automatic set-up: takes in the credential that an integration brings. A failure is logged; a person can still type one in. */
export async function importOwnCredential(integration: Integration, plugin: Plugin, log: Log): Promise<void> {
  try {
    const credential = await within(LIMIT, Promise.resolve(integration.ownCredential?.()));
    if (credential) await plugin.importCredential({ domain: integration.domain, ...credential });
  } catch (error) {
    log.error(`${integration.name} could not bring its own credential`, error);
  }
}
