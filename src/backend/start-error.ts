/**
 * A start that can't go on, in one sentence for the person at the terminal: what is wrong, with what, and how to mend it.
 * The command line prints the message alone and leaves with exit code 1; nothing on disk was changed.
 */
export class StartError extends Error {
  override readonly name = "StartError";
}
