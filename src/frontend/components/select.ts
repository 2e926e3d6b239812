import { mdiChevronDown } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import type { AcOption } from "./combobox.ts";
import { focusTheInside } from "./focus.ts";
import { fieldStyles, tokens } from "./styles.ts";
import "./icon.ts";

/** The choice of one of few, such as a filter: the browser's own list. Sends `change`; `value` is then the new one. */
@customElement("ac-select")
export class AcSelect extends LitElement {
  /** Its name; not shown, as what is chosen says it. */
  @property() accessor label = "";
  @property() accessor value = "";
  @property({ attribute: false }) accessor options: readonly AcOption[] = [];
  @query("select") private accessor select!: HTMLSelectElement;

  static override readonly shadowRootOptions = focusTheInside;

  static override readonly styles = [
    tokens,
    fieldStyles,
    css`
      .box {
        position: relative;
      }
      .box:has(select:focus) {
        border-color: var(--_primary);
        box-shadow: inset 0 0 0 1px var(--_primary);
      }
      select {
        appearance: none;
        flex: 1;
        min-inline-size: 0;
        min-block-size: 46px;
        padding-inline: 14px 40px;
        border: 0;
        border-radius: 8px;
        background: var(--_surface);
        color: inherit;
        font: inherit;
        text-overflow: ellipsis;
        outline: none;
        cursor: pointer;
      }
      ac-icon {
        position: absolute;
        inset-inline-end: 10px;
        color: var(--_quiet);
        pointer-events: none;
      }
    `,
  ];

  override render() {
    return html`<div class="box">
      <select aria-label=${this.label} @change=${this.#onChange}>
        ${this.options.map(
          ({ value, label }) => html`<option value=${value} ?selected=${value === this.value}>${label}</option>`,
        )}
      </select>
      <ac-icon .path=${mdiChevronDown}></ac-icon>
    </div>`;
  }

  /** An option chosen before by hand keeps its mark over a new `selected`. */
  override updated(): void {
    this.select.value = this.value;
  }

  readonly #onChange = (): void => {
    this.value = this.select.value;
    this.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  };
}
