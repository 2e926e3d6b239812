import { consume } from "@lit/context";
import {
  mdiAlertCircleOutline,
  mdiCheckCircleOutline,
  mdiClockAlertOutline,
  mdiDotsHorizontalCircleOutline,
} from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ConfigEntry } from "../../../protocol/home-assistant.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { healthOf } from "./entry-state.ts";
import "../../../frontend/components/icon.ts";

const ICONS = {
  good: mdiCheckCircleOutline,
  warning: mdiClockAlertOutline,
  bad: mdiAlertCircleOutline,
  neutral: mdiDotsHorizontalCircleOutline,
};

/** A config entry's state in a word, with icon and colour. */
@customElement("hub-entry-chip")
export class HubEntryChip extends LitElement {
  @property({ attribute: false }) accessor entry!: ConfigEntry;
  @property({ type: Boolean }) accessor reauth = false;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    span {
      display: inline-flex;
      align-items: center;
      gap: 4px;
      color: var(--secondary-text-color);
      font-size: 0.875rem;
      white-space: nowrap;
      --ac-icon-size: 18px;
    }
    .good {
      color: var(--success-color);
    }
    .warning {
      color: var(--warning-color);
    }
    .bad {
      color: var(--error-color);
    }
  `;

  override render() {
    const { key, tone } = healthOf(this.entry, this.reauth);
    return html`<span class=${tone}><ac-icon .path=${ICONS[tone]}></ac-icon>${this.texts(key)}</span>`;
  }
}
