import { css, html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { focusTheInside } from "./focus.ts";
import { placeBelow } from "./place-below.ts";
import { focusRing, tokens } from "./styles.ts";
import "./icon-button.ts";
import "./icon.ts";

/** An entry of a menu; hosts may carry what they like beside these. */
export interface AcMenuItem {
  readonly label: string;
  /** An MDI icon's SVG path. */
  readonly icon?: string;
  readonly disabled?: boolean;
  /** A quiet second line, such as the reason why the entry is disabled. */
  readonly note?: string;
  readonly danger?: boolean;
}

/** An entry's fields that say why it can't be chosen; none where the reason is blank. */
export const hindered = (reason: string): Pick<AcMenuItem, "disabled" | "note"> =>
  reason === "" ? {} : { disabled: true, note: reason };

/**
 * An icon button and the menu that it opens. Arrow keys, Home and End move, Esc closes, the focus goes back to the button.
 * Sends `select` with the chosen item as detail.
 */
@customElement("ac-menu")
export class AcMenu extends LitElement {
  /** The button's name. */
  @property() accessor label = "";
  /** The button's icon, an MDI SVG path. */
  @property({ attribute: false }) accessor icon = "";
  @property({ attribute: false }) accessor items: readonly AcMenuItem[] = [];
  @state() private accessor open = false;
  @query("ac-icon-button") private accessor button!: HTMLElement;
  @query("[popover]") private accessor popup!: HTMLElement;

  static override readonly shadowRootOptions = focusTheInside;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: inline-block;
      }
      [popover] {
        box-sizing: border-box;
        min-inline-size: 200px;
        max-inline-size: min(320px, calc(100vw - 16px));
        margin: 0;
        inset: auto;
        padding: 6px;
        border: 1px solid var(--_line);
        border-radius: var(--_card-radius);
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 8px 24px rgb(0 0 0 / 20%);
        text-align: start;
        white-space: normal;
        overflow-wrap: anywhere;
      }
      [role="menuitem"] {
        display: flex;
        align-items: center;
        gap: 14px;
        box-sizing: border-box;
        inline-size: 100%;
        min-block-size: 44px;
        padding: 8px 14px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: inherit;
        font: inherit;
        text-align: start;
        cursor: pointer;
      }
      [role="menuitem"]:hover,
      [role="menuitem"]:focus-visible {
        background: var(--_fill);
        outline-offset: -2px;
      }
      [role="menuitem"] ac-icon {
        color: var(--_quiet);
      }
      .danger,
      .danger ac-icon {
        color: var(--_error);
      }
      [aria-disabled="true"],
      [aria-disabled="true"] ac-icon {
        color: var(--_quiet);
        cursor: default;
      }
      .note {
        display: block;
        color: var(--_quiet);
        font-size: 0.8125rem;
        line-height: 1.35;
      }
    `,
  ];

  override render() {
    return html`
      <ac-icon-button .path=${this.icon} .label=${this.label} aria-haspopup="menu" aria-expanded=${this.open}
        @click=${this.#toggle} @keydown=${this.#onButtonKey}></ac-icon-button>
      <div popover role="menu" aria-label=${this.label} @toggle=${this.#onToggle} @keydown=${this.#onKey}>
        ${this.open ? this.items.map((item) => this.#item(item)) : nothing}
      </div>
    `;
  }

  #item(item: AcMenuItem) {
    return html`<button type="button" role="menuitem" tabindex="-1" class=${item.danger && !item.disabled ? "danger" : ""}
      aria-disabled=${item.disabled ? "true" : nothing} @click=${() => this.#choose(item)}>
      ${item.icon ? html`<ac-icon .path=${item.icon}></ac-icon>` : nothing}
      <span>${item.label}${item.note ? html`<span class="note">${item.note}</span>` : nothing}</span>
    </button>`;
  }

  readonly #toggle = (): void => {
    if (this.open) this.popup.hidePopover();
    else void this.#show("first");
  };

  async #show(focus: "first" | "last"): Promise<void> {
    this.open = true;
    await this.updateComplete;
    this.popup.showPopover();
    placeBelow(this.popup, this.button);
    const items = this.#elements();
    items.at(focus === "first" ? 0 : -1)?.focus();
  }

  #choose(item: AcMenuItem): void {
    if (item.disabled) return;
    this.popup.hidePopover();
    this.button.focus();
    this.dispatchEvent(new CustomEvent("select", { detail: item }));
  }

  #elements(): HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>("[role=menuitem]")];
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    this.open = event.newState === "open";
  };

  readonly #onButtonKey = (event: KeyboardEvent): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    void this.#show(event.key === "ArrowDown" ? "first" : "last");
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const items = this.#elements();
    const current = items.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const next = nextIndex(event.key, current, items.length);
    if (next !== undefined) {
      event.preventDefault();
      items[next]?.focus();
    } else if (event.key === "Escape" || event.key === "Tab") {
      // Esc here must not close the dialog around the menu.
      event.preventDefault();
      event.stopPropagation();
      this.popup.hidePopover();
      this.button.focus();
    }
  };
}

function nextIndex(key: string, current: number, length: number): number | undefined {
  switch (key) {
    case "ArrowDown":
      return (current + 1) % length;
    case "ArrowUp":
      return (current - 1 + length) % length;
    case "Home":
      return 0;
    case "End":
      return length - 1;
    default:
      return undefined;
  }
}
