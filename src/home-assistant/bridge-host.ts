import type { CommandHandler } from "../backend/commands.ts";
import type { CredentialsHost, HostEntry, IntegrationDescriptions, Log, WantedSignIn } from "../backend/host.ts";
import { describeIntegrations, endReauth, reloadEntry, startReauth, switchImplementation } from "../protocol/bridge.ts";
import type { BridgeEntry } from "../protocol/bridge-values.ts";
import { homeAssistantError } from "../protocol/errors.ts";
import type { BridgeConnection } from "./bridge-connection.ts";

/** Home Assistant as the credentials see it: what its Python told, and what it can be asked. */
export class BridgeHost implements CredentialsHost {
  readonly log: Log;
  readonly handlers = new Map<string, CommandHandler>();
  readonly #entries = new Map<string, HostEntry>();
  readonly #watchers: (() => void)[] = [];
  #domains: ReadonlySet<string> = new Set();
  #connection: BridgeConnection | undefined;
  /** Resolves when Home Assistant's copy has every change so far. */
  copied: () => Promise<void> = async () => {};

  constructor(log: Log) {
    this.log = log;
  }

  /** Python is there, with all that it has. */
  greet(connection: BridgeConnection, domains: readonly string[], entries: readonly BridgeEntry[]): void {
    this.#connection = connection;
    this.#domains = new Set(domains);
    this.#entries.clear();
    this.change(entries, []);
  }

  /** @param tell is given each entry as it was and as it is. */
  change(
    changed: readonly BridgeEntry[],
    removed: readonly string[],
    tell: (before: HostEntry | undefined, now: HostEntry | undefined) => void = () => {},
  ): void {
    for (const { auth_implementation, ...entry } of changed) {
      const now = { ...entry, ...(auth_implementation !== undefined && { auth_implementation }) };
      tell(this.#entries.get(entry.entry_id), now);
      this.#entries.set(entry.entry_id, now);
    }
    for (const id of removed) {
      tell(this.#entries.get(id), undefined);
      this.#entries.delete(id);
    }
    for (const changed of this.#watchers) changed();
  }

  watchEntries(changed: () => void): void {
    this.#watchers.push(changed);
  }

  takesCredentials(domain: string): boolean {
    return this.#domains.has(domain);
  }

  async describeIntegrations(): Promise<IntegrationDescriptions> {
    return this.#connected().ask(describeIntegrations, {});
  }

  entries(): readonly HostEntry[] {
    return [...this.#entries.values()];
  }

  entry(entryId: string): HostEntry | undefined {
    return this.#entries.get(entryId);
  }

  /** Home Assistant's entries keep the client that they were set up with; they are to find the new one in the copy. */
  async clientChanged(entries: readonly HostEntry[], change: "client_id" | "client"): Promise<void> {
    for (const entry of entries) {
      this.#renewClient(entry, change).catch((error: Error) => {
        this.log.warn(`${entry.title} goes on with its old client until it is reloaded: ${error.message}`);
      });
    }
  }

  async #renewClient({ entry_id }: HostEntry, change: "client_id" | "client"): Promise<void> {
    await this.copied();
    await this.#connected().ask(change === "client_id" ? startReauth : reloadEntry, { entry_id });
  }

  /** Home Assistant tells of the change only a moment later; what is asked till then is to be right already. */
  async switchImplementation(entry_id: string, auth_implementation: string): Promise<void> {
    await this.copied();
    await this.#connected().ask(switchImplementation, { entry_id, auth_implementation });
    const entry = this.#entries.get(entry_id);
    if (entry) this.#entries.set(entry_id, { ...entry, auth_implementation });
  }

  /** That the entry has switched, its data say. */
  async requestSignIn(entry_id: string, { implementation, name }: WantedSignIn): Promise<void> {
    await this.copied();
    const wanted = { auth_implementation: implementation, credential_name: name };
    await this.#connected().ask(startReauth, { entry_id, ...wanted });
  }

  async withdrawSignIn(entry_id: string): Promise<void> {
    await this.#connected().ask(endReauth, { entry_id });
  }

  register(handlers: readonly CommandHandler[]): void {
    for (const handler of handlers) this.handlers.set(handler.command.type, handler);
  }

  #connected(): BridgeConnection {
    if (!this.#connection) throw homeAssistantError("Home Assistant is not connected.");
    return this.#connection;
  }
}
