/** Longest that writes wait for somebody who stopped them and never came back, in milliseconds. */
const LONGEST_HOLD = 10 * 60 * 1_000;

/** Lets writes through, or has them wait while a backup reads the database's file. */
export class WriteGate {
  #opened: Promise<void> | undefined;
  #open: () => void = () => {};

  /** Resolves at once while the gate is open. */
  async pass(): Promise<void> {
    await this.#opened;
  }

  /** From now on writes wait, until `open`, or for ten minutes. */
  close(): void {
    if (this.#opened) return;
    this.#opened = new Promise((resolve) => {
      this.#open = resolve;
    });
    const timer = setTimeout(() => this.open(), LONGEST_HOLD).unref();
    void this.#opened.then(() => clearTimeout(timer));
  }

  open(): void {
    this.#opened = undefined;
    this.#open();
  }
}
