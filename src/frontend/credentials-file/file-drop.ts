import { mdiFileUploadOutline } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { tokens } from "../components/styles.ts";
import "../components/button.ts";
import "../components/icon.ts";

/** Takes one file, chosen or dropped. Sends `file` with it as detail. */
@customElement("ac-file-drop")
export class AcFileDrop extends LitElement {
  /** The button's words. */
  @property() accessor label = "";
  /** That a file can be dropped here. */
  @property() accessor hint = "";
  @state() private accessor over = false;
  @query("input") private accessor input!: HTMLInputElement;

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      .place {
        display: grid;
        justify-items: center;
        gap: 12px;
        padding: 28px 16px;
        border: 2px dashed var(--_outline);
        border-radius: var(--_card-radius);
        text-align: center;
      }
      .over {
        border-color: var(--_primary);
        background: var(--_tint);
      }
      .place > ac-icon {
        color: var(--_primary);
        --ac-icon-size: 40px;
      }
      p {
        margin: 0;
        color: var(--_quiet);
      }
    `,
  ];

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("ac-button")?.focus();
  }

  override render() {
    return html`<div class="place ${this.over ? "over" : ""}" @dragover=${this.#onDragOver} @dragleave=${this.#onDragLeave} @drop=${this.#onDrop}>
      <ac-icon .path=${mdiFileUploadOutline}></ac-icon>
      <ac-button appearance="filled" @click=${() => this.input.click()}>${this.label}</ac-button>
      <p>${this.hint}</p>
      <input type="file" hidden @change=${this.#onChange} />
    </div>`;
  }

  readonly #onChange = (): void => {
    this.#take(this.input.files?.[0]);
    // The same file, mended meanwhile, is a choice again.
    this.input.value = "";
  };

  readonly #onDragOver = (event: DragEvent): void => {
    event.preventDefault();
    this.over = true;
  };

  readonly #onDragLeave = (): void => {
    this.over = false;
  };

  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    this.over = false;
    this.#take(event.dataTransfer?.files[0]);
  };

  #take(file: File | undefined): void {
    if (file) this.dispatchEvent(new CustomEvent("file", { detail: file }));
  }
}
