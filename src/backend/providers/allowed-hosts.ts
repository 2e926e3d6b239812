import { invalidFormat, notFound } from "../../protocol/errors.ts";
import type { AllowedHost } from "../../protocol/providers.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { addressIn, kindOfAddress } from "./address.ts";

/** The hosts on the own network that an administrator allowed by name. */
export class AllowedHosts {
  readonly #records: Records<AllowedHost>;

  static async load(store: Store): Promise<AllowedHosts> {
    return new AllowedHosts(await Records.load<AllowedHost>(store, "allowed_hosts", ({ created_at }) => created_at));
  }

  private constructor(records: Records<AllowedHost>) {
    this.#records = records;
  }

  list(): AllowedHost[] {
    return this.#records.values();
  }

  has(host: string): boolean {
    return this.#records.get(host) !== undefined;
  }

  /** The same again is the same. @throws CommandError `invalid_format` for an address that nobody may allow. */
  async add(host: string): Promise<AllowedHost> {
    const known = this.#records.get(host);
    if (known) return known;
    const address = addressIn(host);
    if (address && kindOfAddress(address) === "never") {
      throw invalidFormat(`host ${host} can't be allowed: the address is link-local, multicast or reserved`);
    }
    const allowed = { host, created_at: new Date().toISOString() };
    await this.#records.put(host, allowed);
    return allowed;
  }

  /** @throws CommandError `not_found` */
  async remove(host: string): Promise<void> {
    if (!this.has(host)) throw notFound(`The host ${host} is not among the allowed ones`);
    await this.#records.delete(host);
  }
}
