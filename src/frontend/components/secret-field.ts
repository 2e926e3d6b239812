import { mdiEyeOffOutline, mdiEyeOutline } from "@mdi/js";
import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { FieldElement } from "./field-element.ts";
import { fieldLabel, fieldNote, submitOnEnter } from "./text-field.ts";
import "./icon-button.ts";

/**
 * A password or secret, hidden until its toggle is pressed; the toggle's name says what it will do.
 * `input` events come through with `value` already new.
 */
@customElement("ac-secret-field")
export class AcSecretField extends FieldElement {
  /** `new-password` keeps password managers from filling in what they know. */
  @property() accessor autocomplete = "new-password";
  /** The toggle's name while the value is hidden. */
  @property({ attribute: false }) accessor showLabel = "Show";
  /** The toggle's name while the value is to be seen. */
  @property({ attribute: false }) accessor hideLabel = "Hide";
  @state() private accessor shown = false;

  override render() {
    const noted = this.error || this.warning || this.helper;
    return html`
      ${fieldLabel(this.label, this.required)}
      <div class="box ${this.error ? "invalid" : ""}">
        <input id="input" type=${this.shown ? "text" : "password"} .value=${this.value} placeholder=${this.placeholder || nothing}
          aria-required=${this.required ? "true" : nothing} aria-invalid=${this.error ? "true" : nothing}
          aria-describedby=${noted ? "note" : nothing} autocomplete=${this.autocomplete} autocapitalize="none" spellcheck="false"
          @input=${this.onInput} @keydown=${(event: KeyboardEvent) => submitOnEnter(this, event)} />
        <ac-icon-button .path=${this.shown ? mdiEyeOffOutline : mdiEyeOutline}
          .label=${this.shown ? this.hideLabel : this.showLabel} @click=${this.#toggle}></ac-icon-button>
      </div>
      ${fieldNote(this)}
    `;
  }

  readonly #toggle = (): void => {
    this.shown = !this.shown;
  };
}
