import { consume } from "@lit/context";
import { html, LitElement, nothing } from "lit";
import { query, state } from "lit/decorators.js";
import type { Client } from "./client.ts";
import type { AcDialog } from "./components/dialog.ts";
import { ConnectionController } from "./connection-controller.ts";
import { clientContext, localizeContext } from "./context.ts";
import type { Localize } from "./localize.ts";
import { SaveController } from "./save-controller.ts";
import "./components/alert.ts";
import "./components/button.ts";
import "./components/dialog.ts";

/**
 * What the plugin's dialogs share: texts and client, the command that they send, what they say while the connection is
 * lost, and the question before typed words are thrown away. Open one with `openDialog`.
 */
export abstract class DialogElement extends LitElement {
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @query("ac-dialog") private accessor dialog!: AcDialog;
  @state() private accessor asksToDiscard = false;
  protected readonly save = new SaveController(this);
  readonly #connection = new ConnectionController(this);

  protected abstract heading(): string;
  protected abstract content(): unknown;
  /** The buttons, each with `slot="actions"`. */
  protected abstract actions(): unknown;

  /** False while what runs has to be ended first; the dialog then offers to. */
  protected get mayClose(): boolean {
    return true;
  }

  protected get size(): AcDialog["size"] {
    return "medium";
  }

  /** Whether something was typed that closing would lose. */
  protected get dirty(): boolean {
    return false;
  }

  override render() {
    const { localize } = this;
    return html`<ac-dialog open size=${this.size} .heading=${this.heading()} .closeLabel=${localize("common.close")} @closing=${this.#onClosing}>
      ${this.content()} ${this.#problem()}
      ${this.asksToDiscard ? this.#discardQuestion() : this.actions()}
    </ac-dialog>`;
  }

  /** Closes without asking. */
  protected readonly leave = (): void => {
    this.dialog.open = false;
  };

  /** The button's words, and those while the command is on its way. */
  protected progressText(idle: string, busy = this.localize("common.saving")): string {
    if (!this.save.busy) return idle;
    return this.#connection.lost ? this.localize("common.waiting") : busy;
  }

  #problem() {
    if (this.#connection.lost)
      return html`<ac-alert slot="notice" type="warning">${this.localize("common.connection_lost")}</ac-alert>`;
    const { error } = this.save;
    if (!error) return nothing;
    return html`<ac-alert slot="notice" type="error">${this.errorText(error.code, error.message)}</ac-alert>`;
  }

  protected errorText(_code: string, message: string): string {
    return this.localize("common.failed", { message });
  }

  /** The question before something is lost, and its two answers. */
  protected discardTexts(): { question: string; keep: string; discard: string } {
    const { localize } = this;
    return {
      question: localize("common.discard_question"),
      keep: localize("common.keep_editing"),
      discard: localize("common.discard"),
    };
  }

  #discardQuestion() {
    const { question, keep, discard } = this.discardTexts();
    return html`
      <span slot="actions" class="discard" role="alert">${question}</span>
      <ac-button slot="actions" appearance="text" @click=${this.#keep}>${keep}</ac-button>
      <ac-button slot="actions" appearance="filled" variant="danger" @click=${this.leave}>${discard}</ac-button>
    `;
  }

  readonly #onClosing = (event: Event): void => {
    if (!this.mayClose) event.preventDefault();
    if (!this.dirty || this.asksToDiscard) return;
    event.preventDefault();
    this.asksToDiscard = true;
  };

  readonly #keep = (): void => {
    this.asksToDiscard = false;
  };
}

/**
 * Shows a dialog inside its host, where it finds the host's texts and client.
 * @returns when it is closed; the focus is then where it was before.
 */
export async function openDialog(host: LitElement, dialog: DialogElement): Promise<void> {
  host.renderRoot.append(dialog);
  await dialog.updateComplete;
  await new Promise<void>((resolve) => {
    dialog.renderRoot.querySelector("ac-dialog")?.addEventListener("closed", () => resolve(), { once: true });
  });
  dialog.remove();
}
