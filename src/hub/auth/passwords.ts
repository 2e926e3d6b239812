import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { Serialiser } from "../../backend/serialise.ts";

/** PROTOCOL section 2: no other rule. Counted in UTF-16 code units. */
export const MIN_PASSWORD = 8;
export const MAX_PASSWORD = 1_024;

/** OWASP's parameters for scrypt with 16 MiB of memory (Password Storage Cheat Sheet). */
const COST = { N: 2 ** 14, r: 8, p: 5 } as const;
const HASH_BYTES = 32;
const SALT_BYTES = 16;

/** One hash at a time: many sign-ins at once take neither all threads nor 16 MiB each. */
const hashing = new Serialiser();

/** @returns `scrypt$N$r$p$salt$hash`, the last two in base64url. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), hash.toString("base64url")].join("$");
}

/**
 * Compares in constant time.
 * @param stored What `hashPassword` gave; for a name that nobody has, `undefined`: then it
 *   takes as long and answers `false`, so that the time tells nobody which names exist.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const [, N, r, p, salt, hash] = (stored ?? DUMMY).split("$");
  const expected = Buffer.from(hash ?? "", "base64url");
  const actual = await derive(password, Buffer.from(salt ?? "", "base64url"), {
    N: Number(N),
    r: Number(r),
    p: Number(p),
  });
  return stored !== undefined && expected.length === actual.length && timingSafeEqual(expected, actual);
}

const DUMMY = ["scrypt", COST.N, COST.r, COST.p, "A".repeat(22), "A".repeat(43)].join("$");

const derive = (password: string, salt: Buffer, options: ScryptOptions): Promise<Buffer> =>
  hashing.run(
    "scrypt",
    () =>
      new Promise((resolve, reject) =>
        scrypt(password.normalize("NFC"), salt, HASH_BYTES, options, (error, hash) =>
          error ? reject(error) : resolve(hash),
        ),
      ),
  );
