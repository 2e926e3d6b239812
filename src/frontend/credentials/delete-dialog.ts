import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { deleteOnce } from "../resend.ts";
import type { CredentialRow } from "./credential-row.ts";
import { titlesOf } from "./use-status.ts";
import "../components/alert.ts";
import "../components/button.ts";

/** So many names are listed; the rest is counted. */
const LISTED = 8;

/** Deletes one credential or several, named; those in use are named too, and left out. */
@customElement("ac-delete-dialog")
export class AcDeleteDialog extends DialogElement {
  @property({ attribute: false }) accessor rows: readonly CredentialRow[] = [];
  /** The ids of those that are gone. */
  @state() accessor deleted: ReadonlySet<string> = new Set();
  /** The one in use whose entries the person wants to move. */
  move: CredentialRow | undefined;

  static override readonly styles = [
    dialogStyles,
    css`
      ul {
        margin: 0 0 16px;
        padding-inline-start: 1.3em;
      }
      li {
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override heading(): string {
    const free = this.#free();
    const [only] = free;
    if (free.length === 0) return this.localize("delete.none_title");
    if (free.length === 1 && only) return this.localize("delete.title_one", { name: only.name });
    return this.localize("delete.title_many", { count: free.length });
  }

  protected override content() {
    const { localize } = this;
    const free = this.#free();
    const inUse = this.rows.filter(isInUse);
    return html`
      ${free.length === 1 ? html`<p>${localize("delete.text_one", { integration: free[0]?.integration ?? "" })}</p>` : nothing}
      ${free.length > 1 ? html`<p>${localize("delete.text_many")}</p>${this.#names(free)}` : nothing}
      ${
        inUse.length > 0
          ? html`<ac-alert type="warning">${localize("delete.left_out", { count: inUse.length })}${this.#names(inUse)}</ac-alert>`
          : nothing
      }
    `;
  }

  protected override actions() {
    const { localize } = this;
    const count = this.#free().length;
    return html`
      <ac-button slot="actions" appearance="text" autofocus @click=${this.leave}>${localize(count > 0 ? "common.cancel" : "common.close")}</ac-button>
      ${
        count > 0
          ? html`<ac-button slot="actions" appearance="filled" variant="danger" ?loading=${this.save.busy} @click=${this.#delete}>
            ${localize("delete.confirm", { count })}
          </ac-button>`
          : nothing
      }
    `;
  }

  #names(rows: readonly CredentialRow[]) {
    const more = rows.length - LISTED;
    return html`<ul>
      ${rows.slice(0, LISTED).map((row) => html`<li>${this.#described(row)} ${this.#moveButton(row)}</li>`)}
      ${more > 0 ? html`<li>${this.localize("delete.more", { count: more })}</li>` : nothing}
    </ul>`;
  }

  #described({ name, integration, usedBy = [] }: CredentialRow): string {
    if (usedBy.length === 0) return `${name} (${integration})`;
    const titles = titlesOf(usedBy, this.localize);
    return this.localize("delete.in_use", { name, integration, titles });
  }

  #moveButton(row: CredentialRow) {
    if (!isInUse(row)) return nothing;
    const name = this.localize("delete.move", { name: row.name });
    return html`<ac-button appearance="text" title=${name} @click=${() => this.#leaveToMove(row)}>${this.localize("move.open")}</ac-button>`;
  }

  #leaveToMove(row: CredentialRow): void {
    this.move = row;
    this.leave();
  }

  /** Those that can go and are not gone yet. */
  #free(): CredentialRow[] {
    return this.rows.filter((row) => !isInUse(row) && !this.deleted.has(row.id));
  }

  readonly #delete = async (): Promise<void> => {
    const done = await this.save.run(async (signal) => {
      for (const { id } of this.#free()) {
        await deleteOnce(this.client, id, signal);
        this.deleted = new Set([...this.deleted, id]);
      }
      return true;
    });
    if (done) this.leave();
  };
}

const isInUse = ({ usedBy = [] }: CredentialRow): boolean => usedBy.length > 0;
