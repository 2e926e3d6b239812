import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { focusTheInside } from "./focus.ts";
import { focusRing, tokens } from "./styles.ts";
import "./icon.ts";
import "./spinner.ts";

/**
 * A button, or with `href` a link that looks like one. `type="submit"` submits the form around it, unless
 * the click's default is prevented. While `loading` it keeps the focus and does nothing.
 */
@customElement("ac-button")
export class AcButton extends LitElement {
  @property() accessor appearance: "filled" | "tonal" | "outlined" | "text" = "tonal";
  @property() accessor variant: "neutral" | "danger" = "neutral";
  @property() accessor type: "button" | "submit" = "button";
  /** An MDI icon's SVG path. */
  @property({ attribute: false }) accessor icon = "";
  @property({ type: Boolean }) accessor loading = false;
  @property({ type: Boolean, reflect: true }) accessor disabled = false;
  @property() accessor href: string | undefined;
  @property() accessor target: string | undefined;

  static override readonly shadowRootOptions = focusTheInside;

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        --_accent: var(--_primary);
        --_on-accent: var(--_on-primary);
        display: inline-block;
        max-inline-size: 100%;
      }
      .danger {
        --_accent: var(--_error);
        --_on-accent: var(--_surface);
      }
      button,
      a {
        display: inline-flex;
        align-items: center;
        justify-content: center;
        gap: 8px;
        box-sizing: border-box;
        inline-size: 100%;
        min-block-size: 44px;
        min-inline-size: 64px;
        padding: 8px 18px;
        border: 1px solid transparent;
        border-radius: 10px;
        background: none;
        color: var(--_accent);
        font-family: inherit;
        font-size: 0.9375rem;
        font-weight: 500;
        line-height: 1.25;
        text-align: center;
        text-decoration: none;
        cursor: pointer;
        transition:
          background-color 120ms,
          box-shadow 120ms;
        --ac-icon-size: 20px;
      }
      .filled {
        background: var(--_accent);
        color: var(--_on-accent);
      }
      .tonal {
        background: color-mix(in srgb, var(--_accent) 12%, transparent);
      }
      .outlined {
        border-color: var(--_outline);
      }
      .text {
        padding-inline: 12px;
      }
      .filled:hover {
        background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
      }
      .tonal:hover {
        background: color-mix(in srgb, var(--_accent) 20%, transparent);
      }
      .outlined:hover,
      .text:hover {
        background: color-mix(in srgb, var(--_accent) 8%, transparent);
      }
      :disabled {
        border-color: transparent;
        background: var(--_fill);
        color: var(--_quiet);
        cursor: default;
      }
      .text:disabled {
        background: none;
      }
    `,
  ];

  constructor() {
    super();
    this.addEventListener("click", this.#onClick);
  }

  override firstUpdated(): void {
    if (this.autofocus) this.focus();
  }

  override render() {
    const classes = `${this.appearance} ${this.variant}`;
    const content = html`${this.#mark()}<slot></slot>`;
    if (this.href !== undefined)
      return html`<a class=${classes} href=${this.href} target=${this.target ?? nothing} rel=${this.target ? "noopener" : nothing}>${content}</a>`;
    return html`<button class=${classes} type="button" ?disabled=${this.disabled} aria-busy=${this.loading ? "true" : nothing}>${content}</button>`;
  }

  #mark() {
    if (this.loading) return html`<ac-spinner size="small"></ac-spinner>`;
    return this.icon ? html`<ac-icon .path=${this.icon}></ac-icon>` : nothing;
  }

  readonly #onClick = (event: Event): void => {
    if (this.disabled || this.loading) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // After the listeners outside have had their say, as a native button's activation comes after them.
    if (this.type === "submit") setTimeout(() => event.defaultPrevented || this.closest("form")?.requestSubmit());
  };
}
