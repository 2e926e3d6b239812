import { createHash } from "node:crypto";

/** SHA-256 in base64url: what is kept of a random value that only has to be recognised, or of an id that is too long. */
export const digestOf = (text: string): string => createHash("sha256").update(text).digest("base64url");
