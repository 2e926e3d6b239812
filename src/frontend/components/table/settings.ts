import { mdiTune } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { placeBelow } from "../place-below.ts";
import { focusRing, tokens } from "../styles.ts";
import type { AcTableTexts } from "./column.ts";
import "../icon-button.ts";

/** A column as the settings list it. */
export interface ColumnChoice {
  readonly id: string;
  readonly label: string;
  readonly shown: boolean;
  readonly hideable: boolean;
}

/**
 * The button and panel with which columns are hidden, and cards sorted (their table has no heads to click).
 * Sends `column-toggle` (detail: column id) and `sort-change` (detail: `{id, desc}`).
 */
@customElement("ac-table-settings")
export class AcTableSettings extends LitElement {
  @property({ attribute: false }) accessor columns: readonly ColumnChoice[] = [];
  @property({ attribute: false }) accessor sort: { id: string; desc: boolean } | undefined;
  /** Whether to offer the sort order. */
  @property({ type: Boolean }) accessor sortable = false;
  @property({ attribute: false }) accessor texts!: AcTableTexts;
  @query("ac-icon-button") private accessor button!: HTMLElement;
  @query("[popover]") private accessor panel!: HTMLElement;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        flex: none;
        color: var(--_quiet);
      }
      [popover] {
        box-sizing: border-box;
        inset: auto;
        min-inline-size: 220px;
        max-block-size: calc(100dvh - 16px);
        margin: 0;
        padding: 12px;
        border: 1px solid var(--_line);
        border-radius: var(--_card-radius);
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 8px 24px rgb(0 0 0 / 20%);
      }
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      fieldset + fieldset {
        margin-block-start: 12px;
      }
      legend {
        padding: 0 8px 4px;
        color: var(--_quiet);
        font-size: 0.8125rem;
      }
      label {
        display: flex;
        align-items: center;
        gap: 12px;
        min-block-size: 44px;
        padding-inline: 8px;
        border-radius: 8px;
        cursor: pointer;
      }
      label:hover {
        background: var(--_fill);
      }
      label:has(:disabled) {
        color: var(--_quiet);
        cursor: default;
      }
      input {
        inline-size: 18px;
        block-size: 18px;
        margin: 0;
        accent-color: var(--_primary);
      }
    `,
  ];

  override render() {
    return html`
      <ac-icon-button .path=${mdiTune} .label=${this.texts.settings} @click=${this.#open}></ac-icon-button>
      <div popover role="dialog" aria-label=${this.texts.settings} @keydown=${this.#onKey}>
        ${this.sortable ? this.#sorting() : nothing}
        <fieldset>
          <legend>${this.texts.columns}</legend>
          ${this.columns.map(
            ({ id, label, shown, hideable }) => html`<label>
              <input type="checkbox" .checked=${shown} ?disabled=${!hideable} @change=${() => this.#send("column-toggle", id)} />${label}
            </label>`,
          )}
        </fieldset>
      </div>
    `;
  }

  #sorting() {
    const { sort, texts } = this;
    return html`
      <fieldset>
        <legend>${texts.sortBy}</legend>
        ${this.columns.map(({ id, label }) => this.#radio("sort", label, id === sort?.id, { id, desc: false }))}
      </fieldset>
      <fieldset>
        <legend>${texts.order}</legend>
        ${[false, true].map((desc) =>
          this.#radio("direction", desc ? texts.descending : texts.ascending, sort?.desc === desc, { ...sort, desc }),
        )}
      </fieldset>
    `;
  }

  #radio(name: string, label: string, checked: boolean, detail: unknown) {
    return html`<label>
      <input type="radio" name=${name} .checked=${checked} @change=${() => this.#send("sort-change", detail)} />${label}
    </label>`;
  }

  #send(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  readonly #open = (): void => {
    this.panel.togglePopover();
    if (!this.panel.matches(":popover-open")) return;
    placeBelow(this.panel, this.button);
    this.panel.querySelector<HTMLElement>("input:enabled")?.focus();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    this.panel.hidePopover();
    this.button.focus();
  };
}
