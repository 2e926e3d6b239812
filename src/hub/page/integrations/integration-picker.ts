import { consume } from "@lit/context";
import { css, html, LitElement } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type Texts, textsContext } from "../texts/texts.ts";
import { textStyles } from "../theme/shared-styles.ts";
import type { AddableItem } from "./addable-list.ts";
import "../../../frontend/components/dialog.ts";
import "../../../frontend/components/text-field.ts";
import "./addable-list.ts";
import "../app/waiting.ts";

/** The choice of an integration to add, with a search. Leads on to its wizard; sends up `hub-closed`. */
@customElement("hub-integration-picker")
export class HubIntegrationPicker extends LitElement {
  @property({ attribute: false }) accessor items: readonly AddableItem[] = [];
  @property({ type: Boolean }) accessor loading = false;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor search = "";

  static override readonly styles = [
    textStyles,
    css`
      .list {
        min-block-size: min(320px, 50vh);
        margin-block-start: 8px;
      }
      .none {
        padding: 24px 8px;
        text-align: center;
      }
    `,
  ];

  override render() {
    return html`<ac-dialog open .heading=${this.texts("picker.title")} .closeLabel=${this.texts("common.close")} @closed=${this.#closed}>
      <ac-text-field autofocus type="search" .label=${this.texts("picker.search")} .value=${this.search} @input=${this.#onInput}></ac-text-field>
      <div class="list">${this.#list()}</div>
    </ac-dialog>`;
  }

  #list() {
    if (this.loading) return html`<hub-waiting></hub-waiting>`;
    const items = this.items.filter(({ name, domain }) => matches(this.search, name, domain));
    if (items.length > 0) return html`<hub-addable-list layout="rows" .items=${items}></hub-addable-list>`;
    return html`<p class="quiet none" role="status">
      ${this.search ? this.texts("picker.no_match", { search: this.search }) : this.texts("picker.none")}
    </p>`;
  }

  readonly #onInput = (event: Event): void => {
    this.search = (event.target as HTMLInputElement).value;
  };

  readonly #closed = (): void => void this.dispatchEvent(new CustomEvent("hub-closed"));
}

/** Whether each word of the search is found in one of the texts, whatever the case. */
function matches(search: string, ...texts: readonly string[]): boolean {
  const haystack = texts.join(" ").toLocaleLowerCase();
  return search
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}
