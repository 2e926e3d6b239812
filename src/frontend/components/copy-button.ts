import { mdiCheck, mdiContentCopy } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { copyText } from "./copy-text.ts";
import { visuallyHidden } from "./styles.ts";
import "./icon-button.ts";

const SHOWN_MS = 1_000;

/** Copies a text. It turns to a check for a second, says aloud that it copied or could not, and sends `copied`. */
@customElement("ac-copy-button")
export class AcCopyButton extends LitElement {
  /** What is copied. */
  @property({ attribute: false }) accessor text = "";
  @property() accessor label = "";
  /** Said when it is copied. */
  @property({ attribute: false }) accessor copiedLabel = "";
  /** Said and shown when the browser does not let it copy. */
  @property({ attribute: false }) accessor failedLabel = "";
  @state() private accessor outcome: "none" | "copied" | "failed" = "none";
  #timer: ReturnType<typeof setTimeout> | undefined;

  static override readonly styles = [
    visuallyHidden,
    css`
      :host {
        flex: none;
        display: inline-flex;
        align-items: center;
        position: relative;
        --ac-icon-size: 20px;
      }
      .failed {
        font-size: 0.8125rem;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
  }

  override render() {
    const said = { none: "", copied: this.copiedLabel, failed: this.failedLabel }[this.outcome];
    return html`
      <ac-icon-button .path=${this.outcome === "copied" ? mdiCheck : mdiContentCopy} .label=${this.label} @click=${this.#copy}></ac-icon-button>
      <span class=${this.outcome === "failed" ? "failed" : "hidden"} role="status">${said}</span>
    `;
  }

  readonly #copy = async (event: Event): Promise<void> => {
    event.stopPropagation();
    this.outcome = (await copyText(this.text, this)) ? "copied" : "failed";
    if (this.outcome === "copied") this.dispatchEvent(new CustomEvent("copied"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.outcome = "none";
      },
      this.outcome === "copied" ? SHOWN_MS : SHOWN_MS * 5,
    );
  };
}
