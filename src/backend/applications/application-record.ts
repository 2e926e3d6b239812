import type { Application } from "../../protocol/applications.ts";

/** A client secret as it is kept: 256 random bits need no slow hash. */
export interface StoredSecret {
  /** SHA-256, base64url. */
  readonly digest: string;
  /** ISO 8601. */
  readonly created_at: string;
  /** ISO 8601: the former secret of a rotation goes on until then. Absent on the one in use. */
  readonly ends_at?: string;
}

/** An application as it lies on disk; what clients see of it is `item`. */
export interface StoredApplication {
  readonly item: Application;
  /** Grows with each creation: the order of the list. */
  readonly sequence: number;
  /** The newest first; none for a public application, at most two. */
  readonly secrets: readonly StoredSecret[];
}
