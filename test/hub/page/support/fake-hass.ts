import type { ConfigEntry, FlowInProgress, Manifest } from "../../../../src/protocol/home-assistant.ts";
import type { Hass, PageConnection } from "../../../../src/protocol/page.ts";

type Message = { readonly type: string; readonly [field: string]: unknown };
type Listener = () => void;

/** A call of `hass.callApi`. */
export interface ApiCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** The far side of the page: what the hub answers is the test's to set. */
export class FakeHub {
  /** Answers by a command's type; an Error-like `{code, message}` under `reject` is a rejection. */
  readonly answers = new Map<string, unknown>([["manifest/list", MANIFESTS]]);
  /** First events by a subscription's type. */
  readonly events = new Map<string, unknown[]>([
    ["config_entries/subscribe", []],
    ["config_entries/flow/subscribe", []],
    ["application_credentials/account/subscribe", []],
  ]);
  readonly calls: ApiCall[] = [];
  /** Every command with its fields. */
  readonly sent: Message[] = [];
  /** Answers `hass.callApi`; what it throws is the rejection. */
  api: (call: ApiCall) => unknown = () => ({});
  /** Subscriptions that nobody ended, by type. */
  readonly open: string[] = [];
  readonly #subscribers = new Map<string, (event: unknown) => void>();
  readonly #listeners = new Map<string, Set<Listener>>();
  connected = true;

  /** The types of the commands that were sent. */
  commands(): string[] {
    return this.sent.map(({ type }) => type);
  }

  /** Sends an event to a subscription. */
  send(type: string, event: unknown): void {
    this.#subscribers.get(type)?.(event);
  }

  /** Loses the connection, or has it back. */
  connect(connected: boolean): void {
    this.connected = connected;
    for (const listener of this.#listeners.get(connected ? "ready" : "disconnected") ?? []) listener();
  }

  /** How many listen to the connection's events. */
  get listeners(): number {
    return [...this.#listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }

  hass(changes: Partial<Hass> = {}): Hass {
    return {
      connection: this.#connection(),
      user: { id: "u1", name: "Ada", is_owner: true, is_admin: true, credentials: [], mfa_modules: [] },
      language: "en",
      themes: { darkMode: false },
      config: { location_name: "Test Hub" },
      fetchWithAuth: () => Promise.reject(new TypeError("Failed to fetch")),
      callApi: async <Result>(method: string, path: string, body?: unknown) => {
        const call = { method, path, body };
        this.calls.push(call);
        return this.api(call) as Result;
      },
      ...changes,
    };
  }

  #connection(): PageConnection {
    const hub = this;
    return {
      get connected() {
        return hub.connected;
      },
      sendMessagePromise: async <Result>(message: Message) => {
        this.sent.push(message);
        const answer = this.answers.get(message.type) as { reject?: unknown } | null | undefined;
        if (answer && typeof answer === "object" && "reject" in answer) throw answer.reject;
        return (answer === undefined ? { resources: {} } : answer) as Result;
      },
      subscribeMessage: async <Event>(callback: (event: Event) => void, { type }: Message) => {
        this.open.push(type);
        this.#subscribers.set(type, callback as (event: unknown) => void);
        const first = this.events.get(type);
        // As with the real library, the first event comes after the subscription's own answer.
        if (first) setTimeout(() => callback(first as Event));
        return async () => void this.open.splice(this.open.indexOf(type), 1);
      },
      addEventListener: (type, listener) => {
        const listeners = this.#listeners.get(type) ?? new Set();
        this.#listeners.set(type, listeners.add(listener));
      },
      removeEventListener: (type, listener) => void this.#listeners.get(type)?.delete(listener),
    };
  }
}

export const MANIFESTS: readonly Manifest[] = [
  { domain: "demo_mail", name: "Demo Mail", config_flow: true, is_built_in: true },
  { domain: "demo_calendar", name: "Demo Calendar", config_flow: true, is_built_in: true },
  { domain: "application_credentials", name: "Application Credentials", is_built_in: true },
];

/** A config entry in Home Assistant's shape. */
export const configEntry = (changes: Partial<ConfigEntry> = {}): ConfigEntry => ({
  entry_id: "e1",
  domain: "demo_calendar",
  title: "ada@example.org",
  source: "user",
  state: "loaded",
  reason: null,
  error_reason_translation_key: null,
  created_at: 1_790_000_000,
  modified_at: 1_790_000_000,
  supports_options: false,
  supports_remove_device: false,
  supports_unload: true,
  supports_reconfigure: false,
  pref_disable_new_entities: false,
  pref_disable_polling: false,
  disabled_by: null,
  user_id: "u1",
  ...changes,
});

/** The re-authentication that waits for an entry. */
export const reauthFlow = (entry_id = "e1"): FlowInProgress => ({
  flow_id: `reauth-${entry_id}`,
  handler: "demo_calendar",
  step_id: "reauth_confirm",
  context: { source: "reauth", entry_id },
});
