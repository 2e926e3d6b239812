import type { Credential } from "../../protocol/credentials.ts";
import type { Binding } from "../store/keyring.ts";
import type { AuthenticationMethod } from "./client-authentication.ts";

/** A credential as it lies on disk: the public item, its sealed secret, and what orders, imports and rotates it. */
export interface StoredCredential {
  readonly item: Credential;
  /** Compact JWE; see `secretOf`. */
  readonly sealed_client_secret: string;
  /** Grows with each creation: time stamps of one millisecond would not keep the order. */
  readonly sequence: number;
  /** Keyed hash of the secret that was imported last; a secret edited by hand leaves it as it is. */
  readonly imported_fingerprint?: string;
  /** How the provider wants to be sent the secret, where it is not `DEFAULT_METHOD`. */
  readonly authentication_method?: AuthenticationMethod;
  /** While a rotation is under way: the last secret that is known to have worked. See `previousSecretOf`. */
  readonly sealed_previous_client_secret?: string;
  /** There for as long as `sealed_previous_client_secret`. */
  readonly rotation?: {
    /** ISO 8601. */
    readonly since: string;
    /** What the provider said to the new secret, where it did not accept it. */
    readonly rejected?: string;
  };
}

/** Where a credential's sealed secret belongs. */
export const secretOf = (id: string): Binding => ({ record: `credentials/${id}`, field: "client_secret" });

/** Where the sealed secret from before a rotation belongs. */
export const previousSecretOf = (id: string): Binding => ({
  record: `credentials/${id}`,
  field: "previous_client_secret",
});

/** The record without a rotation: the secret from before is gone with it. */
export function withoutRotation(record: StoredCredential): StoredCredential {
  const { sealed_previous_client_secret: _secret, rotation: _rotation, ...rest } = record;
  return rest;
}

/** The last four characters where at least eight others stay unknown, else nothing. */
export function hintOf(secret: string): string {
  const characters = [...secret];
  return characters.length >= 12 ? characters.slice(-4).join("") : "";
}

/** A credential's name for people: the client ID where it has none. */
export const nameOf = ({ name, client_id }: Pick<Credential, "name" | "client_id">): string => name ?? client_id;

/** What a config entry records of the credential it was made with (Home Assistant's `auth_implementation`). */
export const implementationOf = ({ auth_domain, id }: Pick<Credential, "auth_domain" | "id">): string =>
  auth_domain ?? id;
