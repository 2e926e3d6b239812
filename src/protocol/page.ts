/**
 * What a host's page and the plugin's module agree on. The plugin is loaded as an extra module;
 * it finds the host's elements by their names, lets their `render` give its own element,
 * and reads the `hass` property that the host keeps on them (Home Assistant frontend, `HomeAssistant`).
 */
import type { CurrentUser } from "./home-assistant.ts";

/** The part of `home-assistant-js-websocket`'s `Connection` that panels use. */
export interface PageConnection {
  sendMessagePromise<Result>(message: { type: string; [field: string]: unknown }): Promise<Result>;
  /** Survives a reconnection: the subscription is made again, so its first event comes again. */
  subscribeMessage<Event>(
    callback: (event: Event) => void,
    message: { type: string; [field: string]: unknown },
  ): Promise<() => Promise<void>>;
  addEventListener(type: "ready" | "disconnected" | "reconnect-error", listener: () => void): void;
  removeEventListener(type: "ready" | "disconnected" | "reconnect-error", listener: () => void): void;
  readonly connected: boolean;
}

export interface Hass {
  readonly connection: PageConnection;
  readonly user: CurrentUser;
  /** BCP 47: `en`, `de`. */
  readonly language: string;
  readonly themes: { readonly darkMode: boolean };
  /** The hub's name, `{hub}` in texts. */
  readonly config: { readonly location_name: string };
  /** REST under `/api/`; a failure rejects with `{status_code, body: {message}}`. */
  callApi<Result>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<Result>;
  /** `fetch` with the access token; `path` begins with a slash. */
  fetchWithAuth(path: string, init?: RequestInit): Promise<Response>;
}

/** The elements of the embedded hub's shell that the plugin fills. Each carries `hass`. */
export const HUB_SURFACES = {
  /** The overflow menu of Devices & services; its `items` grow by the plugin's. */
  menu: "hub-integrations-menu",
  /** The page at `/config/application_credentials`. */
  page: "hub-config-application-credentials",
  /** The page at `/config/application_credentials/activity`. */
  activity: "hub-config-application-credentials-activity",
  /** The page at `/config/oauth_applications`. */
  applications: "hub-config-oauth-applications",
  /** “Applications with access to your account”, for every user. */
  access: "hub-application-access",
  /** Where a person lets an application in, or not; carries `uid`, the interaction's id. */
  consent: "hub-application-consent",
  /** A config flow's `external` step; carries `step` (ExternalStep) too, and `popup` (OpenedWindow) where one is open already. */
  externalStep: "hub-flow-external-step",
  /** A config flow that ended with `missing_credentials`; carries `step` (AbortStep) too. */
  missingCredentialsStep: "hub-flow-missing-credentials",
} as const;

/** An entry of the overflow menu. */
export interface MenuItem {
  readonly path: string;
  readonly label: string;
  /** An MDI icon's SVG path. */
  readonly icon: string;
}

/** Events that the plugin's step elements send up (bubbling, composed) to the flow dialog. */
export interface FlowEvents {
  /** Ask the flow for its step again: the server said that it went on. */
  "flow-refresh": CustomEvent<null>;
  /** Begin again with the same integration: the credential is there now, or the person wants another try. */
  "flow-restart": CustomEvent<null>;
  /** The person prefers a credential of their own to what comes ready-made: take one, then begin again. */
  "flow-own-credential": CustomEvent<null>;
  /** The person gave up. */
  "flow-cancel": CustomEvent<null>;
}

/** Home Assistant's way to change the address: `history.pushState`, then this event on `window`. */
export const LOCATION_CHANGED = "location-changed";

export const PATHS = {
  dashboard: "/config/integrations/dashboard",
  /** With `?domain=D` it opens the wizard of that integration. */
  add: "/config/integrations/dashboard/add",
  credentials: "/config/application_credentials",
  activity: "/config/application_credentials/activity",
  applications: "/config/oauth_applications",
  access: "/application_access",
  /** Followed by the interaction's id. */
  consent: "/application_access/consent/",
  /** Followed by `/ENTRY_ID`: the page of one entry. */
  entry: "/config/integrations/entry",
} as const;
