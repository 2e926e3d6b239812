import { mdiClose } from "@mdi/js";
import { css, html, LitElement, type PropertyValues } from "lit";
import { customElement, property, query } from "lit/decorators.js";
import { focusedElement, focusFirst } from "./focus.ts";
import { tokens } from "./styles.ts";
import "./icon-button.ts";

/**
 * A modal dialog: heading, content (default slot), what must stay in sight (slot `notice`), buttons (slot `actions`).
 * On opening, the focus goes to the first field (or what has `autofocus`), at the end back to where it came from.
 * The close button, Esc and a click beside the dialog send `closing`, which can be prevented (something was typed),
 * then the dialog closes and sends `closed`.
 */
@customElement("ac-dialog")
export class AcDialog extends LitElement {
  @property({ type: Boolean, reflect: true }) accessor open = false;
  @property() accessor heading = "";
  @property({ attribute: false }) accessor closeLabel = "Close";
  @property() accessor size: "large" | "medium" | "small" = "medium";
  @query("dialog") private accessor dialog!: HTMLDialogElement;
  #opener: HTMLElement | undefined;
  /** Where the pointer went down: a selection dragged out of a field must not count as a click beside the dialog. */
  #pressedOutside = false;

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: contents;
      }
      dialog {
      /* A dialog whose content is still loading holds the focus itself; a ring around it all would look like an error. */
      outline: none;
        box-sizing: border-box;
        inline-size: min(560px, calc(100vw - 32px));
        max-inline-size: none;
        max-block-size: min(860px, calc(100dvh - 48px));
        padding: 0;
        border: 0;
        border-radius: 16px;
        background: var(--_surface);
        color: var(--_text);
        box-shadow: 0 16px 48px rgb(0 0 0 / 30%);
        overflow: hidden;
        font-size: 1rem;
        line-height: 1.5;
        text-align: start;
      }
      dialog.small {
        inline-size: min(440px, calc(100vw - 32px));
      }
      dialog.large {
        inline-size: min(760px, calc(100vw - 32px));
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        animation: rise 140ms ease-out;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 48%);
      }
      header {
        display: flex;
        align-items: flex-start;
        gap: 8px;
        padding: 16px 12px 8px 24px;
      }
      h2 {
        flex: 1;
        min-inline-size: 0;
        margin: 0;
        padding-block: 8px;
        font-size: 1.25rem;
        font-weight: 500;
        line-height: 1.4;
        letter-spacing: -0.005em;
        overflow-wrap: anywhere;
      }
      header ac-icon-button {
        color: var(--_quiet);
      }
      .content {
        flex: 1 1 auto;
        padding: 4px 24px 24px;
        overflow: auto;
        overscroll-behavior: contain;
      }
      .content:focus-visible {
        outline: 2px solid var(--_primary);
        outline-offset: -2px;
      }
      .notice {
        padding-inline: 24px;
      }
      footer {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: 8px;
        padding: 12px 24px 20px;
      }
      footer.none {
        display: none;
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(8px);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        dialog[open] {
          animation: none;
        }
      }
      @media (max-width: 600px) {
        dialog,
        dialog.small,
        dialog.large {
          inline-size: 100vw;
          max-block-size: calc(100dvh - 24px);
          margin-block-end: 0;
          border-end-start-radius: 0;
          border-end-end-radius: 0;
        }
        header {
          padding-inline-start: 20px;
        }
        .content,
        .notice,
        footer {
          padding-inline: 20px;
        }
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.open) this.#returnFocus();
  }

  override render() {
    return html`<dialog class=${this.size} aria-labelledby="heading" @cancel=${this.#onCancel} @keydown=${this.#onKeydown}
      @pointerdown=${this.#onPointerdown} @click=${this.#onClick}>
      <header>
        <h2 id="heading">${this.heading}</h2>
        <ac-icon-button .path=${mdiClose} .label=${this.closeLabel} @click=${this.close}></ac-icon-button>
      </header>
      <div class="content"><slot></slot></div>
      <div class="notice"><slot name="notice"></slot></div>
      <footer class="none"><slot name="actions" @slotchange=${this.#onActions}></slot></footer>
    </dialog>`;
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("open") || this.open === this.dialog.open) return;
    if (this.open) this.#show();
    else this.#hide();
  }

  /** Closes as the close button does: `closing` may prevent it. */
  readonly close = (): void => {
    if (!this.dispatchEvent(new CustomEvent("closing", { cancelable: true }))) return;
    this.open = false;
  };

  #show(): void {
    this.#opener = focusedElement();
    this.dialog.showModal();
    // The slotted elements may render only now; their fields are there in the next frame.
    requestAnimationFrame(() => {
      if (this.isConnected && this.open) focusFirst(this) || this.dialog.focus();
    });
  }

  #hide(): void {
    this.dialog.close();
    this.#returnFocus();
    this.dispatchEvent(new CustomEvent("closed"));
  }

  #returnFocus(): void {
    if (this.#opener?.isConnected) this.#opener.focus();
    this.#opener = undefined;
  }

  readonly #onCancel = (event: Event): void => {
    if (event.target !== this.dialog) return;
    event.preventDefault();
    this.close();
  };

  /** Chromium closes on a second Esc although the first `cancel` was prevented; here each Esc asks again. */
  readonly #onKeydown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.close();
  };

  readonly #onPointerdown = (event: PointerEvent): void => {
    this.#pressedOutside = event.target === this.dialog && this.#isOutside(event);
  };

  readonly #onClick = (event: MouseEvent): void => {
    if (this.#pressedOutside && event.target === this.dialog && this.#isOutside(event)) this.close();
  };

  #isOutside({ clientX, clientY }: MouseEvent): boolean {
    const { left, right, top, bottom } = this.dialog.getBoundingClientRect();
    return clientX < left || clientX > right || clientY < top || clientY > bottom;
  }

  readonly #onActions = (event: Event): void => {
    const slot = event.target as HTMLSlotElement;
    slot.parentElement?.classList.toggle("none", slot.assignedElements().length === 0);
  };
}
