import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { focusTheInside } from "../components/focus.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { scopeGroups, scopeText } from "./scope-text.ts";

/** The permissions in groups, each turned on or off by itself. Sends `change` with the chosen scopes as detail. */
@customElement("ac-scope-switches")
export class AcScopeSwitches extends LitElement {
  @property({ attribute: false }) accessor offered: readonly string[] = [];
  @property({ attribute: false }) accessor chosen: readonly string[] = [];
  @property() accessor error = "";
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly shadowRootOptions = focusTheInside;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: grid;
        gap: 12px;
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 4px;
        color: var(--_quiet);
        font-size: 0.8125rem;
        font-weight: 500;
      }
      label {
        display: flex;
        align-items: flex-start;
        gap: 14px;
        min-block-size: 44px;
        padding-block: 8px;
        border-block-start: 1px solid var(--_line);
        cursor: pointer;
      }
      .words {
        flex: 1;
        min-inline-size: 0;
      }
      .title {
        display: block;
      }
      .description {
        display: block;
        color: var(--_quiet);
        font-size: 0.8125rem;
        line-height: 1.4;
      }
      code {
        color: var(--_quiet);
        font: 0.75rem var(--_code);
      }
      input {
        flex: none;
        appearance: none;
        position: relative;
        inline-size: 40px;
        block-size: 24px;
        margin: 2px 0 0;
        border: 1px solid var(--_outline);
        border-radius: 12px;
        background: var(--_fill);
        cursor: pointer;
        transition: background 120ms;
      }
      input::before {
        content: "";
        position: absolute;
        inset-block-start: 3px;
        inset-inline-start: 3px;
        inline-size: 16px;
        block-size: 16px;
        border-radius: 50%;
        background: var(--_outline);
        transition: inset-inline-start 120ms;
      }
      input:checked {
        border-color: var(--_primary);
        background: var(--_primary);
      }
      input:checked::before {
        inset-inline-start: 19px;
        background: var(--_on-primary);
      }
      .error {
        margin: 0;
        color: var(--_error);
        font-size: 0.8125rem;
      }
    `,
  ];

  override render() {
    const { localize } = this;
    return html`
      ${scopeGroups(this.offered).map(
        ({ label, scopes }) => html`<fieldset>
          <legend>${localize(label)}</legend>
          ${scopes.map((scope) => this.#switch(scope))}
        </fieldset>`,
      )}
      ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing}
    `;
  }

  #switch(scope: string) {
    const { title, description } = scopeText(scope, this.localize);
    return html`<label>
      <span class="words"><span class="title">${title}</span><span class="description">${description}</span><code>${scope}</code></span>
      <input type="checkbox" role="switch" .checked=${this.chosen.includes(scope)} aria-label=${title}
        @change=${(event: Event) => this.#toggle(scope, event)} />
    </label>`;
  }

  #toggle(scope: string, event: Event): void {
    const { checked } = event.target as HTMLInputElement;
    const others = this.chosen.filter((one) => one !== scope);
    const detail = checked ? [...others, scope] : others;
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}
