import { html, LitElement } from "lit";
import type { HomeAssistantHass } from "../../../../src/frontend/home-assistant/hass-adapter.ts";
import type { IntegrationStatus } from "../../../../src/frontend/home-assistant/status-controller.ts";
import type { HomeAssistant } from "../../../../src/frontend/inject/home-assistant/surfaces.ts";
import type { FakeConnection } from "../../support/fake-connection.ts";
import { fakeHass, fakeHub, type HassOptions } from "../../support/fake-hass.ts";

const STATUS = "application_credentials/home_assistant/subscribe_status";
/** What this hub calls itself, in its web app manifest. */
export const HUB_NAME = "Casa";

export const CONNECTED: IntegrationStatus = {
  version: "1.0.0",
  hub_name: HUB_NAME,
  backend: { state: "connected", version: "1.0.0", remote: false },
  serving: "backend",
  credentials: 3,
  plain_text: { present: false, credentials: 0, kept_current: false },
};

/** A connection to a Home Assistant with the plugin. */
export function fakeServer(...[items, usage]: Parameters<typeof fakeHub>): FakeConnection {
  const hub = fakeHub(items, usage);
  hub.answer(STATUS, () => CONNECTED);
  hub.answer("application_credentials/home_assistant/hand_back", () => ({ credentials: 3 }));
  hub.answer("application_credentials/home_assistant/remove_plain_text", () => null);
  hub.answer("application_credentials/home_assistant/diagnostics", () => ({ backend: "connected" }));
  return hub;
}

export const pushStatus = (hub: FakeConnection, status: Partial<IntegrationStatus>): void =>
  hub.push(STATUS, { ...CONNECTED, ...status });

/** Home Assistant's `hass`; its `location_name` is the home's. */
export const fakeHomeAssistant = (
  hub: FakeConnection,
  options: HassOptions = {},
): HomeAssistantHass & HomeAssistant => ({
  ...fakeHass(hub, options),
  config: { location_name: "Our house" },
  panels: { application_credentials: {} },
  dockedSidebar: "docked",
});

/** The frame of Home Assistant's settings, as far as the page counts on it. */
export class Frame extends LitElement {
  static override readonly properties = {
    hass: { attribute: false },
    narrow: { type: Boolean },
    route: { attribute: false },
    tabs: { attribute: false },
    backPath: {},
  };
  declare tabs: readonly { path: string; name?: string }[];
  declare backPath: string;
  declare narrow: boolean;

  override render() {
    return html`<slot name="header"></slot><slot name="toolbar-icon"></slot><slot></slot>`;
  }
}

/** Gives the page what Home Assistant's has: the frame's element, and a web app manifest with the hub's name. */
export function dressPage(): void {
  customElements.define("hass-tabs-subpage", Frame);
  const manifest = encodeURIComponent(JSON.stringify({ name: HUB_NAME }));
  const href = `data:application/manifest+json,${manifest}`;
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href }));
}
