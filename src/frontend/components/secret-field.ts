import { mdiEyeOffOutline, mdiEyeOutline } from "@mdi/js";
import { html, LitElement, nothing } from "lit";
import { customElement, property, query, state } from "lit/decorators.js";
import { fieldStyles, tokens } from "./styles.ts";
import { fieldLabel, fieldNote, submitOnEnter } from "./text-field.ts";
import "./icon-button.ts";

/**
 * A password or secret, hidden until its toggle is pressed; the toggle's name says what it will do.
 * `input` events come through with `value` already new.
 */
@customElement("ac-secret-field")
export class AcSecretField extends LitElement {
  @property() accessor label = "";
  @property() accessor name = "";
  @property() accessor value = "";
  @property() accessor helper = "";
  @property() accessor error = "";
  @property() accessor warning = "";
  @property() accessor placeholder = "";
  /** `new-password` keeps password managers from filling in what they know. */
  @property() accessor autocomplete = "new-password";
  @property({ type: Boolean }) accessor required = false;
  /** The toggle's name while the value is hidden. */
  @property({ attribute: false }) accessor showLabel = "Show";
  /** The toggle's name while the value is to be seen. */
  @property({ attribute: false }) accessor hideLabel = "Hide";
  @state() private accessor shown = false;
  @query("input") private accessor input!: HTMLInputElement | null;

  static override readonly shadowRootOptions: ShadowRootInit = {
    ...LitElement.shadowRootOptions,
    delegatesFocus: true,
  };

  static override readonly styles = [tokens, fieldStyles];

  override firstUpdated(): void {
    if (this.autofocus) this.focus();
  }

  override render() {
    const noted = this.error || this.warning || this.helper;
    return html`
      ${fieldLabel(this.label, this.required)}
      <div class="box ${this.error ? "invalid" : ""}">
        <input id="input" type=${this.shown ? "text" : "password"} .value=${this.value} placeholder=${this.placeholder || nothing}
          aria-required=${this.required ? "true" : nothing} aria-invalid=${this.error ? "true" : nothing}
          aria-describedby=${noted ? "note" : nothing} autocomplete=${this.autocomplete} autocapitalize="none" spellcheck="false"
          @input=${this.#onInput} @keydown=${(event: KeyboardEvent) => submitOnEnter(this, event)} />
        <ac-icon-button .path=${this.shown ? mdiEyeOffOutline : mdiEyeOutline}
          .label=${this.shown ? this.hideLabel : this.showLabel} @click=${this.#toggle}></ac-icon-button>
      </div>
      ${fieldNote(this)}
    `;
  }

  readonly #onInput = (): void => {
    this.value = this.input?.value ?? "";
  };

  readonly #toggle = (): void => {
    this.shown = !this.shown;
  };
}
