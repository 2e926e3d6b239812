import type { PropertyValues } from "lit";
import { property, state } from "lit/decorators.js";
import { PanelElement } from "../panel-element.ts";
import { HassAdapter, type HomeAssistantHass } from "./hass-adapter.ts";
import { loadHubName } from "./hub-name.ts";
import { pageStyles } from "./page-styles.ts";

/** A page of the plugin's as Home Assistant shows it: given its `hass`, which becomes the plugin's own. */
export abstract class HomeAssistantPanel extends PanelElement {
  @property({ attribute: false }) accessor homeAssistant!: HomeAssistantHass;
  @property({ type: Boolean }) accessor narrow = false;
  /** Home Assistant's: `path` is what of the address lies below the page's own. */
  @property({ attribute: false }) accessor route: { readonly path?: string } | undefined;
  @state() private accessor hubName: string | undefined;
  readonly #adapter = new HassAdapter();

  static override readonly styles = pageStyles;

  override connectedCallback(): void {
    super.connectedCallback();
    void loadHubName().then((name) => {
      this.hubName = name;
    });
  }

  protected override shouldUpdate(): boolean {
    return this.homeAssistant !== undefined && this.hubName !== undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.hass = this.#adapter.adapt(this.homeAssistant, this.hubName ?? "");
    super.willUpdate(changed);
  }
}
