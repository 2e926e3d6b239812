/** Why a start can't go on, for whoever starts the process and has words of its own for it. */
export type StartRefusal =
  | "database_damaged"
  | "database_newer"
  | "database_foreign"
  | "database_unwritable"
  | "folder_in_use"
  | "folder_unusable"
  | "key_missing"
  | "key_wrong"
  | "key_invalid"
  | "key_unwritable"
  | "options";

/**
 * A start that can't go on, in one sentence for the person at the terminal: what is wrong, with what, and how to mend it.
 * The command line prints the message alone and leaves with exit code 1; nothing on disk was changed.
 */
export class StartError extends Error {
  override readonly name = "StartError";
  readonly reason: StartRefusal;

  /** @param reason `options` when it lies in how the process was called or installed. */
  constructor(message: string, { reason = "options", cause }: { reason?: StartRefusal; cause?: unknown } = {}) {
    super(message, { cause });
    this.reason = reason;
  }
}
