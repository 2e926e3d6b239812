import { createHmac, generateKeyPair, type JsonWebKey, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { Database } from "../database.ts";

/** The provider's secrets, made at its first start and kept. */
export interface ProviderKeys {
  /** Signs ID tokens: RS256, which every OpenID client understands. */
  readonly jwks: { readonly keys: readonly JsonWebKey[] };
  /** Signs the cookies of its pages. */
  readonly cookieKey: string;
  /** The secrets of clients that it makes for itself derive from this, so that they are not on disk. */
  readonly seed: string;
}

export async function loadKeys(database: Database): Promise<ProviderKeys> {
  const known = await database.get<ProviderKeys>("Keys", "provider");
  if (known) return known;
  const made = await makeKeys();
  await database.put("Keys", "provider", made);
  return made;
}

/** @returns a client secret of 256 bits that is always the same for a client ID. */
export const derivedSecret = ({ seed }: ProviderKeys, clientId: string): string =>
  createHmac("sha256", seed).update(`client_secret ${clientId}`).digest("base64url");

async function makeKeys(): Promise<ProviderKeys> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2_048 });
  const key = { ...privateKey.export({ format: "jwk" }), kid: randomText(), use: "sig", alg: "RS256" };
  return { jwks: { keys: [key] }, cookieKey: randomText(), seed: randomText() };
}

const randomText = () => randomBytes(32).toString("base64url");
