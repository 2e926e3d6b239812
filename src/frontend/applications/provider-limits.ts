import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { focusRing, tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { limitKeys } from "./application-texts.ts";
import "../components/alert.ts";

/** What can be read on the way is a danger, and no mere limit. */
const DANGER = "plain_http";

/** What this hub can't do as a provider: said before somebody looks for it in vain. */
@customElement("ac-provider-limits")
export class AcProviderLimits extends LitElement {
  /** As the hub names them. */
  @property({ attribute: false }) accessor limits: readonly string[] = [];
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: block;
      }
      ac-alert {
        display: block;
        margin-block-end: 12px;
      }
      summary {
        inline-size: fit-content;
        min-block-size: 24px;
        border-radius: 4px;
        color: var(--_quiet);
        font-size: 0.875rem;
        cursor: pointer;
      }
      ul {
        display: grid;
        gap: 6px;
        margin: 8px 0 0;
        padding-inline-start: 20px;
        max-inline-size: 70ch;
        color: var(--_quiet);
        font-size: 0.875rem;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    const { localize } = this;
    const dangers = limitKeys(this.limits.filter((limit) => limit === DANGER));
    const others = limitKeys(this.limits.filter((limit) => limit !== DANGER));
    return html`
      ${dangers.map((key) => html`<ac-alert type="warning">${localize(key)}</ac-alert>`)}
      ${
        others.length > 0
          ? html`<details><summary>${localize("applications.limits.title")}</summary>
            <ul>${others.map((key) => html`<li>${localize(key)}</li>`)}</ul></details>`
          : nothing
      }
    `;
  }
}
