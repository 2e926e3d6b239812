import type { Hass } from "../../../protocol/page.ts";
import type { HostElement } from "../patch-element.ts";

/** Home Assistant's elements that the plugin takes or adds to (home-assistant/frontend, `src/panels/config`). */
export const SURFACES = {
  /** The overflow menu of Devices & services. */
  menu: "ha-integration-overflow-menu",
  /** The page at `/config/application_credentials`. */
  page: "ha-config-application-credentials",
} as const;

/** The panel that the custom integration registers, by its path. */
export const PANEL = "application_credentials";

/** Home Assistant's `hass`, as far as it is more than `Hass`. */
export interface HomeAssistant extends Hass {
  /** By path. */
  readonly panels: Readonly<Record<string, unknown>>;
}

export interface PageElement extends HostElement {
  hass?: HomeAssistant;
  narrow?: boolean;
  /** Which part of the address is the page's; its frame asks for it. */
  route?: unknown;
  /** Loads the original's list; private, so it may be missing one day. */
  _fetchApplicationCredentials?(): Promise<void>;
}

/** The root of Home Assistant's page has `hass` as soon as it is connected. */
export const currentHass = (): HomeAssistant | undefined =>
  document.querySelector<HTMLElement & { hass?: HomeAssistant }>("home-assistant")?.hass;
