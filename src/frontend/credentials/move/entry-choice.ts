import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { tokens } from "../../components/styles.ts";
import { localizeContext } from "../../context.ts";
import type { Localize } from "../../localize.ts";
import type { EntryUsage } from "../credentials-controller.ts";
import { statusIconStyles } from "../status-icon-styles.ts";
import { statusOfEntry } from "../use-status.ts";

/** The choice of all entries or some. Sends `change` with the chosen ids as detail. */
@customElement("ac-entry-choice")
export class AcEntryChoice extends LitElement {
  @property({ attribute: false }) accessor entries: readonly EntryUsage[] = [];
  @property({ attribute: false }) accessor chosen: ReadonlySet<string> = new Set();
  @property() accessor error = "";
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = [
    tokens,
    statusIconStyles,
    css`
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 6px;
        font-size: 0.875rem;
        font-weight: 500;
      }
      .list {
        max-block-size: min(300px, 40dvh);
        border: 1px solid var(--_line);
        border-radius: 8px;
        overflow-y: auto;
      }
      label {
        display: grid;
        grid-template-columns: auto 1fr auto;
        align-items: center;
        gap: 12px;
        min-block-size: 44px;
        padding: 2px 14px;
        overflow-wrap: anywhere;
        cursor: pointer;
      }
      label + label {
        border-block-start: 1px solid var(--_line);
      }
      label:hover {
        background: var(--_fill);
      }
      .state {
        font-size: 0.8125rem;
      }
      input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
        accent-color: var(--_primary);
      }
      .error {
        margin: 6px 0 0;
        color: var(--_error);
        font-size: 0.8125rem;
      }
    `,
  ];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("input")?.focus();
  }

  override render() {
    const { entries, chosen, error } = this;
    const all = entries.every(({ entry_id }) => chosen.has(entry_id));
    return html`<fieldset aria-describedby=${error ? "error" : nothing}>
      <legend>${this.localize("move.accounts")}</legend>
      <div class="list">
        ${
          entries.length > 1
            ? html`<label>
              <input type="checkbox" .checked=${all} .indeterminate=${!all && chosen.size > 0} @change=${this.#toggleAll} />
              <span>${this.localize("move.all")}</span>
            </label>`
            : nothing
        }
        ${entries.map((entry) => this.#entry(entry))}
      </div>
      ${error ? html`<p class="error" id="error" role="alert">${error}</p>` : nothing}
    </fieldset>`;
  }

  #entry(entry: EntryUsage) {
    const { label, tone } = statusOfEntry(entry);
    return html`<label>
      <input type="checkbox" .checked=${this.chosen.has(entry.entry_id)} @change=${() => this.#toggle(entry.entry_id)} />
      <span>${entry.title}</span>
      <span class="state ${tone}">${this.localize(label)}</span>
    </label>`;
  }

  #toggle(id: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.#send(chosen);
  }

  readonly #toggleAll = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    this.#send(new Set(checked ? this.entries.map(({ entry_id }) => entry_id) : []));
  };

  #send(chosen: ReadonlySet<string>): void {
    this.chosen = chosen;
    this.dispatchEvent(new CustomEvent("change", { detail: chosen }));
  }
}
