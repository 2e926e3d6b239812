import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DialogElement } from "../../dialog-element.ts";
import { dialogStyles } from "../../dialog-styles.ts";
import type { CredentialRow } from "../credential-row.ts";
import { isSameClient } from "./movable.ts";
import { type MoveResult, moveInSteps } from "./move-in-steps.ts";
import "../../components/alert.ts";
import "../../components/button.ts";
import "../../components/combobox.ts";
import "./entry-choice.ts";
import "./move-outcome.ts";

/** Moves a credential's entries to another one of its integration, and says before and after which need a sign-in (F9). */
@customElement("ac-move-dialog")
export class AcMoveDialog extends DialogElement {
  @property({ attribute: false }) accessor row!: CredentialRow;
  /** Where its entries can go. */
  @property({ attribute: false }) accessor targets: readonly CredentialRow[] = [];
  /** The person wants to add a credential to move them to. */
  wantsToAdd = false;
  @state() private accessor to = "";
  @state() private accessor chosen: ReadonlySet<string> = new Set();
  @state() private accessor tried = false;
  @state() private accessor done = 0;
  @state() private accessor result: MoveResult | undefined;

  static override readonly styles = dialogStyles;

  override connectedCallback(): void {
    super.connectedCallback();
    this.chosen = new Set(this.#entries().map(({ entry_id }) => entry_id));
    const [only, ...others] = this.targets;
    if (only && others.length === 0) this.to = only.id;
  }

  protected override heading(): string {
    return this.localize(this.result ? "move.done_title" : "move.title", { name: this.row.name });
  }

  protected override content() {
    if (this.targets.length === 0) return html`<p>${this.localize("move.nowhere", this.#names())}</p>`;
    return this.result ? this.#outcome(this.result) : this.#form();
  }

  #form() {
    const { localize } = this;
    return html`<div class="fields">
      <ac-combobox autofocus required .label=${localize("move.to")} .options=${this.#options()} .value=${this.to}
        .placeholder=${localize("move.to_placeholder")} .noMatchLabel=${localize("move.no_match")}
        .error=${this.tried && !this.#target() ? localize("move.to_required") : ""} @change=${this.#onTarget}></ac-combobox>
      <ac-entry-choice .entries=${this.#entries()} .chosen=${this.chosen} @change=${this.#onChosen}
        .error=${this.tried && this.chosen.size === 0 ? localize("move.none_chosen") : ""}></ac-entry-choice>
      ${this.#forecast()}
    </div>`;
  }

  /** What will happen, before the click. */
  #forecast() {
    const target = this.#target();
    const count = this.chosen.size;
    if (!target || count === 0) return nothing;
    if (isSameClient(this.row.credential, target.credential))
      return html`<ac-alert type="info">${this.localize("move.at_once", { count })}</ac-alert>`;
    return html`<ac-alert type="warning">${this.localize("move.sign_in", { count, name: this.row.name })}</ac-alert>`;
  }

  #outcome(result: MoveResult) {
    const entries = new Map(this.#entries().map((entry) => [entry.entry_id, entry]));
    return html`<div role="status">
      <ac-move-outcome .result=${result} .entries=${entries} target=${this.#target()?.name ?? ""}></ac-move-outcome>
    </div>`;
  }

  protected override actions() {
    const { localize } = this;
    if (this.targets.length === 0)
      return html`
        <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
        <ac-button slot="actions" appearance="filled" autofocus @click=${this.#add}>${localize("list.add")}</ac-button>
      `;
    if (this.result) return this.#afterwards(this.result);
    const count = this.chosen.size;
    const busy = localize("move.busy", { done: this.done, count });
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#move}>
        ${this.progressText(localize("move.confirm", { count }), busy)}
      </ac-button>
    `;
  }

  #afterwards({ failed }: MoveResult) {
    const { localize } = this;
    return html`
      ${
        failed.length > 0
          ? html`<ac-button slot="actions" appearance="text" @click=${this.#again}>${localize("move.again")}</ac-button>`
          : nothing
      }
      <ac-button slot="actions" appearance="filled" autofocus @click=${this.leave}>${localize("common.close")}</ac-button>
    `;
  }

  #entries() {
    return this.row.usedBy ?? [];
  }

  #target(): CredentialRow | undefined {
    return this.targets.find(({ id }) => id === this.to);
  }

  #options() {
    return this.targets.map(({ id, name, credential }) => ({
      value: id,
      label: name === credential.client_id ? name : `${name} (${credential.client_id})`,
    }));
  }

  #names() {
    return { name: this.row.name, integration: this.row.integration };
  }

  readonly #onTarget = (event: Event): void => {
    this.to = (event.target as HTMLInputElement).value;
  };

  readonly #onChosen = (event: CustomEvent<ReadonlySet<string>>): void => {
    this.chosen = event.detail;
  };

  readonly #add = (): void => {
    this.wantsToAdd = true;
    this.leave();
  };

  readonly #move = async (): Promise<void> => {
    this.tried = true;
    if (!this.#target()) return this.renderRoot.querySelector<HTMLElement>("ac-combobox")?.focus();
    if (this.chosen.size === 0) return this.renderRoot.querySelector<HTMLElement>("ac-entry-choice")?.focus();
    const request = { from: this.row.id, to: this.to, entryIds: [...this.chosen] };
    this.done = 0;
    this.result = await this.save.run((signal) =>
      moveInSteps(this.client, request, signal, (count) => {
        this.done = count;
      }),
    );
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("ac-button[autofocus]")?.focus();
  };

  /** Back to the form, with those that stayed. */
  readonly #again = (): void => {
    this.chosen = new Set(this.result?.failed.map(({ entry_id }) => entry_id));
    this.result = undefined;
  };
}
