import { mdiChevronDown } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { focusTheInside } from "./focus.ts";
import { fieldStyles, tokens } from "./styles.ts";
import { fieldLabel, fieldNote } from "./text-field.ts";
import "./icon.ts";

export interface AcOption {
  readonly value: string;
  readonly label: string;
}

/**
 * The choice of one of many, found by typing (WAI-ARIA's combobox with a list). Sends `change` when `value` is a new one.
 */
@customElement("ac-combobox")
export class AcCombobox extends LitElement {
  @property() accessor label = "";
  @property() accessor name = "";
  @property() accessor value = "";
  @property({ attribute: false }) accessor options: readonly AcOption[] = [];
  @property() accessor helper = "";
  @property() accessor error = "";
  @property() accessor placeholder = "";
  @property({ type: Boolean }) accessor required = false;
  /** Shown when nothing is found. */
  @property({ attribute: false }) accessor noMatchLabel = "";
  readonly warning = "";
  @state() private accessor open = false;
  /** What was typed since the list opened; undefined: nothing, so the list is whole. */
  @state() private accessor typed: string | undefined;
  @state() private accessor active = -1;
  @query("input") private accessor input!: HTMLInputElement;
  @query("[popover]") private accessor list!: HTMLElement;

  static override readonly shadowRootOptions = focusTheInside;

  static override readonly styles = [
    tokens,
    fieldStyles,
    css`
      .box {
        cursor: pointer;
      }
      .box > ac-icon {
        margin-inline: 4px 10px;
        color: var(--_quiet);
        pointer-events: none;
      }
      [popover] {
        box-sizing: border-box;
        inset: auto;
        max-block-size: min(320px, 60dvh);
        margin: 0;
        padding: 6px;
        border: 1px solid var(--_line);
        border-radius: 10px;
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 8px 24px rgb(0 0 0 / 20%);
        overflow: auto;
      }
      [role="option"],
      .none {
        display: flex;
        align-items: center;
        box-sizing: border-box;
        min-block-size: 44px;
        padding: 8px 12px;
        border-radius: 8px;
        cursor: pointer;
        overflow-wrap: anywhere;
      }
      [role="option"].active,
      [role="option"]:hover {
        background: var(--_fill);
      }
      [role="option"][aria-selected="true"] {
        color: var(--_primary);
        font-weight: 500;
      }
      .none {
        color: var(--_quiet);
        cursor: default;
      }
    `,
  ];

  override firstUpdated(): void {
    if (this.autofocus) this.focus();
  }

  override render() {
    const found = this.#found();
    const noted = this.error || this.helper;
    const shown = this.typed ?? this.options.find(({ value }) => value === this.value)?.label ?? this.value;
    return html`
      ${fieldLabel(this.label, this.required)}
      <div class="box ${this.error ? "invalid" : ""}" @click=${this.#onBoxClick}>
        <input id="input" role="combobox" aria-autocomplete="list" aria-controls="list" aria-expanded=${this.open}
          aria-activedescendant=${this.open && this.active >= 0 ? `option-${this.active}` : nothing}
          aria-required=${this.required ? "true" : nothing} aria-invalid=${this.error ? "true" : nothing}
          aria-describedby=${noted ? "note" : nothing} autocomplete="off" spellcheck="false"
          placeholder=${this.placeholder || nothing} .value=${shown}
          @input=${this.#onInput} @keydown=${this.#onKey} @blur=${this.#onBlur} />
        <ac-icon .path=${mdiChevronDown}></ac-icon>
      </div>
      <div id="list" popover="manual" role="listbox" aria-label=${this.label} @pointerdown=${keepFocus}>
        ${this.open ? found.map((option, index) => this.#option(option, index)) : nothing}
      </div>
      <span role="status">${this.open && found.length === 0 ? html`<span class="note">${this.noMatchLabel}</span>` : nothing}</span>
      ${fieldNote(this)}
    `;
  }

  override updated(changed: PropertyValues): void {
    if (!this.list.matches(":popover-open")) return;
    this.#place();
    if (changed.has("active")) this.renderRoot.querySelector(".active")?.scrollIntoView({ block: "nearest" });
  }

  #option({ value, label }: AcOption, index: number) {
    return html`<div id="option-${index}" role="option" class=${index === this.active ? "active" : ""}
      aria-selected=${value === this.value} @click=${() => this.#choose(value)}>${label}</div>`;
  }

  #found(): readonly AcOption[] {
    const words = (this.typed ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return this.options.filter(({ value, label }) => {
      const text = `${label} ${value}`.toLocaleLowerCase();
      return words.every((word) => text.includes(word));
    });
  }

  #show(): void {
    if (this.open) return;
    this.open = true;
    this.active = this.#found().findIndex(({ value }) => value === this.value);
    this.list.showPopover();
  }

  #hide(): void {
    if (!this.open) return;
    this.open = false;
    this.typed = undefined;
    this.active = -1;
    this.list.hidePopover();
  }

  #choose(value: string): void {
    const changed = value !== this.value;
    this.value = value;
    this.#hide();
    if (changed) this.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  }

  /** Below the field and as wide as it. */
  #place(): void {
    const { left, bottom, width } = this.input.parentElement?.getBoundingClientRect() ?? new DOMRect();
    this.list.style.cssText = `left:${left}px;top:${bottom + 4}px;inline-size:${width}px;visibility:${this.list.childElementCount > 0 ? "visible" : "hidden"}`;
  }

  readonly #onBoxClick = (): void => {
    this.input.focus();
    this.#show();
  };

  readonly #onInput = (event: Event): void => {
    event.stopPropagation();
    this.#show();
    this.typed = this.input.value;
    this.active = this.#found().length > 0 ? 0 : -1;
  };

  /** What was typed and not chosen is dropped, except the whole name of one option. */
  readonly #onBlur = (): void => {
    const typed = this.typed?.trim().toLocaleLowerCase();
    const match = this.options.find(({ label }) => label.toLocaleLowerCase() === typed);
    if (match) this.#choose(match.value);
    else this.#hide();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.open) this.#move(event.key === "ArrowDown" ? 1 : -1);
      else this.#show();
    } else if (event.key === "Enter" && this.open) {
      event.preventDefault();
      const option = this.#found()[this.active];
      if (option) this.#choose(option.value);
    } else if (event.key === "Escape" && this.open) {
      // Closes the list only, not the dialog around it.
      event.preventDefault();
      event.stopPropagation();
      this.#hide();
    }
  };

  #move(step: number): void {
    const { length } = this.#found();
    if (length > 0) this.active = (this.active + step + length) % length;
  }
}

/** A press on the list must not take the focus from the input. */
const keepFocus = (event: Event): void => event.preventDefault();
