import type { Credentials } from "../backend/credentials/credentials.ts";
import type { Collection, Store } from "../backend/store/store.ts";
import type { AdoptedCredential } from "../protocol/bridge-values.ts";
import { homeAssistantError } from "../protocol/errors.ts";

interface Mark {
  readonly adopted_at: string;
  readonly credentials: number;
}

const MARK = "mark";

/**
 * Takes Home Assistant's own credentials over, in as many pieces as they come. Whether that was done is an explicit
 * mark, written last; until then everything here is a part of an unfinished adoption, which begins again from nothing.
 */
export class Adoption {
  readonly #credentials: Credentials;
  readonly #marks: Collection<Mark>;
  #mode: "replace" | "add" | undefined;
  #taken = 0;
  #adopted: boolean;

  static async load(store: Store, credentials: Credentials): Promise<Adoption> {
    const marks = store.collection<Mark>("adoption", { version: 1 });
    return new Adoption(credentials, marks, (await marks.get(MARK)) !== undefined);
  }

  private constructor(credentials: Credentials, marks: Collection<Mark>, adopted: boolean) {
    this.#credentials = credentials;
    this.#marks = marks;
    this.#adopted = adopted;
  }

  get adopted(): boolean {
    return this.#adopted;
  }

  /** @throws CommandError `home_assistant_error` where it would replace what was adopted, or add to nothing. */
  async begin(mode: "replace" | "add"): Promise<void> {
    if (mode === "replace" && this.#adopted) throw homeAssistantError("The credentials were taken over already.");
    if (mode === "add" && !this.#adopted) throw homeAssistantError("Nothing was taken over yet, so nothing is added.");
    if (mode === "replace") await this.#credentials.clear();
    this.#mode = mode;
    this.#taken = 0;
  }

  /** @throws CommandError `home_assistant_error` before `begin` */
  async take(items: readonly AdoptedCredential[]): Promise<void> {
    if (!this.#mode) throw notBegun();
    const known = new Set(this.#credentials.all().map(({ id }) => id));
    await Promise.all(items.filter(({ id }) => !known.has(id)).map((item) => this.#credentials.adopt(item)));
    this.#taken += items.length;
  }

  /**
   * @param count how many were sent
   * @throws CommandError `home_assistant_error` when another number arrived; no mark is set then.
   */
  async commit(count: number): Promise<void> {
    if (!this.#mode) throw notBegun();
    if (count !== this.#taken) {
      throw homeAssistantError(`${this.#taken} of ${count} credentials arrived. Begin the adoption again.`);
    }
    this.#mode = undefined;
    if (this.#adopted) return;
    await this.#marks.put(MARK, { adopted_at: new Date().toISOString(), credentials: count });
    this.#adopted = true;
  }
}

const notBegun = () => homeAssistantError("No adoption was begun.");
