import type { Integration, Log } from "../../backend/host.ts";
import type { Plugin } from "../../backend/running-plugin.ts";
import { CommandError } from "../../protocol/errors.ts";
import { importOwnCredential } from "../flows/own-credential.ts";
import type { ConfigurationSection } from "./configuration-file.ts";

export interface ImportParts {
  readonly integrations: ReadonlyMap<string, Integration>;
  readonly plugin: Plugin;
  readonly log: Log;
}

/** Automatic set-up at start: what configuration.yaml holds, and what integrations bring themselves. */
export async function importCredentials(sections: readonly ConfigurationSection[], parts: ImportParts): Promise<void> {
  const { integrations, plugin, log } = parts;
  await Promise.all(sections.map((section) => importSection(section, parts)));
  await Promise.all([...integrations.values()].map((integration) => importOwnCredential(integration, plugin, log)));
}

async function importSection({ domain, line, credential, problem }: ConfigurationSection, parts: ImportParts) {
  const { integrations, plugin, log } = parts;
  const where = `configuration.yaml, line ${line}: ${domain}`;
  if (!integrations.has(domain)) return log.warn(`${where} is no integration of this hub; it was left out`);
  if (problem !== undefined) return log.warn(`${where} ${problem}; it was left out`);
  if (!credential) return;
  try {
    await plugin.importCredential({ domain, ...credential });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    log.warn(`${where} was not imported: ${error.message}`);
  }
}
