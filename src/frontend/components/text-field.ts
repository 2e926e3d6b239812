import { mdiAlertCircleOutline, mdiAlertOutline, mdiMagnify } from "@mdi/js";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { FieldElement } from "./field-element.ts";
import "./icon.ts";

/** What is said below a field: the error, else the warning, else the helper. */
export interface FieldNotes {
  readonly error: string;
  readonly warning: string;
  readonly helper: string;
}

/** The line below a field; its id is `note`, for `aria-describedby`. */
export function fieldNote({ error, warning, helper }: FieldNotes) {
  if (error)
    return html`<p id="note" class="note error" role="alert"><ac-icon .path=${mdiAlertCircleOutline}></ac-icon><span>${error}</span></p>`;
  if (warning)
    return html`<p id="note" class="note warning" role="status"><ac-icon .path=${mdiAlertOutline}></ac-icon><span>${warning}</span></p>`;
  return helper ? html`<p id="note" class="note">${helper}</p>` : nothing;
}

/** A field's label, with a star where a value is needed. */
export const fieldLabel = (label: string, required: boolean) =>
  html`<label for="input">${label}${required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</label>`;

/** Enter in a field submits the form around it, as it does with native inputs. */
export function submitOnEnter(field: Element, event: KeyboardEvent): void {
  const form = field.closest("form");
  if (event.key !== "Enter" || event.isComposing || !form) return;
  // What gets the focus meanwhile must not be pressed by the same key.
  event.preventDefault();
  form.requestSubmit();
}

/**
 * One line of text. `input` events come through with `value` already new.
 * With `type="search"` the label is shown as placeholder, with a magnifying glass before it.
 */
@customElement("ac-text-field")
export class AcTextField extends FieldElement {
  @property() accessor type: "text" | "search" | "url" = "text";
  @property() accessor autocomplete = "off";
  @property({ type: Boolean }) accessor disabled = false;

  override render() {
    const search = this.type === "search";
    const noted = this.error || this.warning || this.helper;
    return html`
      ${search ? nothing : fieldLabel(this.label, this.required)}
      <div class="box ${this.error ? "invalid" : ""}">
        ${search ? html`<ac-icon .path=${mdiMagnify} style="margin-inline-start:12px;color:var(--_quiet)"></ac-icon>` : nothing}
        <input id="input" type=${this.type} .value=${this.value} placeholder=${(search ? this.label : this.placeholder) || nothing}
          aria-label=${search ? this.label : nothing} aria-required=${this.required ? "true" : nothing}
          aria-invalid=${this.error ? "true" : nothing} aria-describedby=${noted ? "note" : nothing}
          autocomplete=${this.autocomplete} autocapitalize="none" spellcheck="false" ?disabled=${this.disabled}
          @input=${this.onInput} @keydown=${(event: KeyboardEvent) => submitOnEnter(this, event)} />
      </div>
      ${fieldNote(this)}
    `;
  }
}
