import { mdiAlertCircleOutline, mdiAlertOutline, mdiCheckCircleOutline, mdiInformationOutline } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { tokens } from "./styles.ts";
import "./icon.ts";

const ICONS = {
  info: mdiInformationOutline,
  success: mdiCheckCircleOutline,
  warning: mdiAlertOutline,
  error: mdiAlertCircleOutline,
} as const;

/** A message in the flow of the page, with its buttons in the slot `action`. Errors interrupt screen readers, the rest waits. */
@customElement("ac-alert")
export class AcAlert extends LitElement {
  @property() accessor type: keyof typeof ICONS = "info";

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 12px;
        padding: 10px 14px;
        border-radius: 10px;
        background: color-mix(in srgb, var(--_tone) 11%, transparent);
        color: var(--_text);
        line-height: 1.45;
      }
      .info {
        --_tone: var(--_info);
      }
      .success {
        --_tone: var(--_success);
      }
      .warning {
        --_tone: var(--_warning);
      }
      .error {
        --_tone: var(--_error);
      }
      ac-icon {
        align-self: flex-start;
        margin-block-start: 4px;
        color: var(--_tone);
      }
      .text {
        flex: 1 1 14rem;
        min-inline-size: 0;
        padding-block: 4px;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    return html`<section class=${this.type} role=${this.type === "error" ? "alert" : "status"}>
      <ac-icon .path=${ICONS[this.type]}></ac-icon>
      <div class="text"><slot></slot></div>
      <slot name="action"></slot>
    </section>`;
  }
}
