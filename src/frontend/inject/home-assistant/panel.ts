import { report } from "../patch-element.ts";
import { CONTENT, loadContent, offerReload } from "./content.ts";

/**
 * The panel that the custom integration registers (`panel_custom`), as a stand-in for the page. Home Assistant makes it at
 * once and sets properties before what it shows is loaded.
 */
class HomeAssistantPanel extends HTMLElement {
  #content: HTMLElement | undefined;
  #properties: Readonly<Record<string, unknown>> = {};
  #loading: Promise<void> | undefined;

  connectedCallback(): void {
    this.#loading ??= this.#load();
  }

  set hass(homeAssistant: unknown) {
    this.#handOn({ homeAssistant });
  }

  set narrow(narrow: boolean) {
    this.#handOn({ narrow });
  }

  set route(route: unknown) {
    this.#handOn({ route });
  }

  async #load(): Promise<void> {
    try {
      await loadContent();
    } catch {
      this.#loading = undefined;
      report("the panel's files can't be loaded.");
      return offerReload(this);
    }
    this.#content = Object.assign(document.createElement(CONTENT), this.#properties, { standsAlone: true });
    this.append(this.#content);
  }

  #handOn(properties: Readonly<Record<string, unknown>>): void {
    this.#properties = { ...this.#properties, ...properties };
    if (this.#content) Object.assign(this.#content, properties);
  }
}

export const definePanel = (): void => customElements.define("ac-home-assistant-panel", HomeAssistantPanel);
