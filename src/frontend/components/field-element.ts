import { LitElement } from "lit";
import { property, query } from "lit/decorators.js";
import { focusTheInside } from "./focus.ts";
import { fieldStyles, tokens } from "./styles.ts";

/**
 * What every field of one line has: its label, its value, and what is said below it.
 * `input` events come through with `value` already new.
 */
export class FieldElement extends LitElement {
  @property() accessor label = "";
  @property() accessor name = "";
  @property() accessor value = "";
  @property() accessor helper = "";
  @property() accessor error = "";
  @property() accessor warning = "";
  @property() accessor placeholder = "";
  @property({ type: Boolean }) accessor required = false;
  @query("input") private accessor input!: HTMLInputElement | null;

  static override readonly shadowRootOptions = focusTheInside;
  static override readonly styles = [tokens, fieldStyles];

  override firstUpdated(): void {
    if (this.autofocus) this.focus();
  }

  protected readonly onInput = (): void => {
    this.value = this.input?.value ?? "";
  };
}
