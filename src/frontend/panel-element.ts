import { provide } from "@lit/context";
import { LitElement, nothing, type PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import type { Hass } from "../protocol/page.ts";
import { Client } from "./client.ts";
import { clientContext, localizeContext } from "./context.ts";
import { createLocalize, type Localize, loadResources } from "./localize.ts";

const RETRY_MS = 2_000;

/**
 * What stands at the top of a part of the plugin in a host's page: takes the host's `hass`, and hands client and texts
 * down. It shows nothing until the texts are there. Subclasses draw in `renderPanel`.
 */
export abstract class PanelElement extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;

  @provide({ context: clientContext })
  @state()
  accessor client!: Client;

  @provide({ context: localizeContext })
  @state()
  accessor localize!: Localize;

  #loading = "";

  override willUpdate(_changed: PropertyValues): void {
    const { connection, language, config, themes } = this.hass;
    if (this.client?.connection !== connection) this.client = new Client(connection);
    this.style.colorScheme = themes.darkMode ? "dark" : "light";
    const wanted = `${language} ${config.location_name}`;
    if (wanted === this.#loading) return;
    this.#loading = wanted;
    void this.#loadTexts(wanted);
  }

  protected abstract renderPanel(): unknown;

  protected override render(): unknown {
    return this.localize === undefined ? nothing : this.renderPanel();
  }

  /** Texts that can't be had are asked for again: without them nothing can be said. */
  async #loadTexts(wanted: string): Promise<void> {
    const { language, config } = this.hass;
    try {
      const resources = await loadResources(this.client, language, "config_panel", "application_credentials");
      if (wanted === this.#loading) this.localize = createLocalize(resources, language, config.location_name);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      if (wanted === this.#loading && this.isConnected) void this.#loadTexts(wanted);
      else if (wanted === this.#loading) this.#loading = "";
    }
  }
}
