import type { Credential } from "../../protocol/credentials.ts";
import type { CredentialsConfig, EntryUsage, Usage } from "./credentials-controller.ts";

/** A credential as the list shows it. */
export interface CredentialRow {
  readonly id: string;
  readonly credential: Credential;
  /** Its name, or its client ID. */
  readonly name: string;
  /** The integration's name. */
  readonly integration: string;
  /** Undefined until it is known. */
  readonly usedBy: readonly EntryUsage[] | undefined;
  /** No key of the hub opens its secret: it has to be entered again. */
  readonly secretLost: boolean;
}

export const integrationName = ({ integrations }: CredentialsConfig, domain: string): string =>
  integrations[domain]?.name ?? domain;

export const nameOf = ({ name, client_id }: Credential): string => name || client_id;

export interface RowParts {
  readonly config: CredentialsConfig;
  readonly usage: Usage | undefined;
  /** The ids of those whose secrets are lost. */
  readonly lost: ReadonlySet<string>;
}

export function credentialRows(items: Iterable<Credential>, { config, usage, lost }: RowParts): CredentialRow[] {
  return Array.from(items, (credential) => ({
    id: credential.id,
    credential,
    name: nameOf(credential),
    integration: integrationName(config, credential.domain),
    usedBy: usage && (usage[credential.id] ?? []),
    secretLost: lost.has(credential.id),
  }));
}
