import type { Credential } from "../../../protocol/credentials.ts";
import type { CredentialRow } from "../credential-row.ts";

const implementationOf = ({ auth_domain, id }: Credential): string => auth_domain ?? id;

/** The credentials to which this one's entries can go: others of its integration, which entries can tell apart. */
export const targetsOf = ({ credential }: CredentialRow, rows: readonly CredentialRow[]): CredentialRow[] =>
  rows.filter(
    (row) =>
      row.credential.domain === credential.domain && implementationOf(row.credential) !== implementationOf(credential),
  );

/** Whether the provider knows both as one client: then sign-ins stay good. The hub decides by the same. */
export function isSameClient(one: Credential, other: Credential): boolean {
  return one.client_id === other.client_id && serverOf(one) === serverOf(other);
}

function serverOf({ authorization_server: server }: Credential): string {
  return server ? JSON.stringify([server.issuer, server.authorize_url, server.token_url, server.revocation_url]) : "";
}
