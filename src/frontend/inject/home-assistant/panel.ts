import { report } from "../patch-element.ts";
import { CONTENT, loadContent, offerReload } from "./content.ts";

/**
 * A panel that the custom integration registers (`panel_custom`). Home Assistant makes it at once and sets properties before
 * what it shows is loaded.
 */
abstract class Panel extends HTMLElement {
  /** What it shows, and what defines that. */
  protected abstract readonly content: { readonly tag: string; load(): Promise<unknown> };
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
      await this.content.load();
    } catch {
      this.#loading = undefined;
      report("the panel's files can't be loaded.");
      return offerReload(this);
    }
    this.#content = Object.assign(document.createElement(this.content.tag), this.#properties, { standsAlone: true });
    this.append(this.#content);
  }

  #handOn(properties: Readonly<Record<string, unknown>>): void {
    this.#properties = { ...this.#properties, ...properties };
    if (this.#content) Object.assign(this.#content, properties);
  }
}

/** Stands in for the page where that can't be taken. */
class PagePanel extends Panel {
  protected override readonly content = { tag: CONTENT, load: loadContent };
}

/** Where people let applications in, and see whom they let in. */
class AccessPanel extends Panel {
  protected override readonly content = {
    tag: "ac-home-assistant-access",
    load: () => import("../../home-assistant/access-panel.ts"),
  };
}

export function definePanel(): void {
  customElements.define("ac-home-assistant-panel", PagePanel);
  customElements.define("ac-home-assistant-access-panel", AccessPanel);
}
