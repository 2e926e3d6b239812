import type { Credential } from "../../../src/protocol/credentials.ts";
import type { Hass } from "../../../src/protocol/page.ts";
import type { Rotation } from "../../../src/protocol/rotation.ts";
import german from "../../../translations/de.json";
import english from "../../../translations/en.json";
import { FakeConnection, type Message } from "./fake-connection.ts";

/** The project's own texts. */
const TEXTS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { en: english, de: german };

const CREATED = "2026-11-03T09:12:00.000Z";

export const credential = (values: Partial<Credential> & Pick<Credential, "id">): Credential => ({
  domain: "demo_mail",
  client_id: `client-of-${values.id}`,
  client_secret_hint: "9f2c",
  source: "user",
  created_at: CREATED,
  updated_at: CREATED,
  ...values,
});

export const CALENDAR = credential({
  id: "demo_calendar_hub",
  domain: "demo_calendar",
  name: "Demo Calendar (built in)",
  client_id: "hub-demo-calendar.apps.provider.example",
  client_secret_hint: "",
  source: "import",
});
export const MAIL = credential({
  id: "demo_mail_family",
  name: "Family mail",
  client_id: "4f0c8b1e-7d19-4d0f-9f6e-1f4f2f7a8b31.clients.provider.example",
});
export const SPARE = credential({ id: "demo_mail_spare", client_id: "c3b9-spare" });

export const USAGE = {
  [CALENDAR.id]: [
    { entry_id: "e1", domain: "demo_calendar", title: "anna@provider.example", state: "loaded", reauth: false },
    { entry_id: "e2", domain: "demo_calendar", title: "ben@provider.example", state: "setup_error", reauth: true },
  ],
  [MAIL.id]: [{ entry_id: "e3", domain: "demo_mail", title: "Family", state: "loaded", reauth: false }],
  [SPARE.id]: [],
};

export const REDIRECT_URI = "http://127.0.0.1:8350/oauth/callback";

export const CONFIG = {
  domains: ["demo_calendar", "demo_mail"],
  integrations: {
    demo_calendar: { name: "Demo Calendar", redirect_uri: REDIRECT_URI },
    demo_mail: {
      name: "Demo Mail",
      redirect_uri: REDIRECT_URI,
      description_placeholders: { console_url: "http://127.0.0.1:8351/console" },
    },
  },
};

const INSTRUCTIONS =
  "1. Open the [provider's console]({console_url}).\n2. Make a new client with the redirect URI below.\n3. Copy its **client ID** and **secret** into the fields.\n\n<img src=x onerror=alert(1)>";

/** A change of a secret, as the hub tells of it. */
export const rotation = (values: Partial<Rotation> & Pick<Rotation, "application_credentials_id">): Rotation => ({
  since: CREATED,
  state: "unused",
  ...values,
});

const added = (items: readonly Credential[]) =>
  items.map((item) => ({ change_type: "added", application_credentials_id: item.id, item }));

/** A connection whose hub has these credentials and answers every command that the pages send. */
export function fakeHub(
  items: readonly Credential[],
  usage: Readonly<Record<string, unknown>> = USAGE,
): FakeConnection {
  return new FakeConnection({
    "application_credentials/subscribe": () => added(items),
    "application_credentials/list": () => items,
    "application_credentials/config": () => CONFIG,
    "application_credentials/usage": () => Object.fromEntries(items.map(({ id }) => [id, usage[id] ?? []])),
    "application_credentials/create": ({ type: _type, ...fields }: Message) =>
      credential({ id: "made", ...(fields as Partial<Credential>) }),
    "application_credentials/update": ({ application_credentials_id }: Message) =>
      items.find(({ id }) => id === application_credentials_id),
    "application_credentials/delete": () => null,
    "application_credentials/rotate/subscribe": () => [],
    "application_credentials/rotate": ({ application_credentials_id }: Message) =>
      rotation({ application_credentials_id: `${application_credentials_id}` }),
    "application_credentials/rotate/back_out": ({ application_credentials_id }: Message) =>
      items.find(({ id }) => id === application_credentials_id),
    "config_entries/subscribe": () => [],
    subscribe_events: () => undefined,
    "frontend/get_translations": answerTexts,
  });
}

function answerTexts({ language, category }: Message) {
  if (category === "application_credentials")
    return { resources: { "component.demo_mail.application_credentials.description": INSTRUCTIONS } };
  const tree = TEXTS[`${language}`]?.[`${category}`];
  return { resources: Object.fromEntries(flatten(`component.application_credentials.${category}`, tree)) };
}

function flatten(path: string, value: unknown): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  return Object.entries((value ?? {}) as object).flatMap(([key, below]) => flatten(`${path}.${key}`, below));
}

export interface HassOptions {
  readonly language?: string;
  readonly darkMode?: boolean;
  readonly admin?: boolean;
  readonly callApi?: Hass["callApi"];
  readonly fetchWithAuth?: Hass["fetchWithAuth"];
}

/** The `hass` of a host's page. */
export function fakeHass(connection: FakeConnection, options: HassOptions = {}): Hass {
  const { language = "en", darkMode = false, admin = true } = options;
  return {
    connection,
    language,
    themes: { darkMode },
    config: { location_name: "Home" },
    user: { id: "u1", name: "Anna", is_owner: admin, is_admin: admin, credentials: [], mfa_modules: [] },
    fetchWithAuth: options.fetchWithAuth ?? (() => Promise.reject(new TypeError("Failed to fetch"))),
    callApi: options.callApi ?? (() => Promise.reject({ status_code: 404, body: { message: "Not found" } })),
  };
}
