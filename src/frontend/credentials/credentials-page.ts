import {
  mdiDeleteOutline,
  mdiDotsVertical,
  mdiKeyChange,
  mdiKeyOutline,
  mdiPencilOutline,
  mdiPlus,
  mdiShieldCheckOutline,
  mdiSwapHorizontal,
} from "@mdi/js";
import { css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { type AcMenuItem, hindered } from "../components/menu.ts";
import { tokens } from "../components/styles.ts";
import type { AcColumn, AcRow, AcTableTexts } from "../components/table/column.ts";
import { KeysController } from "../keys/keys-controller.ts";
import { listPageStyles } from "../list-page-styles.ts";
import { PanelElement } from "../panel-element.ts";
import { credentialColumns, tableTexts } from "./columns.ts";
import { type CredentialRow, credentialRows } from "./credential-row.ts";
import { CredentialsController } from "./credentials-controller.ts";
import { takeLinked } from "./linked-credential.ts";
import { showMoveDialog } from "./move/show-move-dialog.ts";
import { type PageCommand, pageCommands } from "./page-commands.ts";
import { showAddDialog } from "./show-add-dialog.ts";
import { showCheckDialog } from "./show-check-dialog.ts";
import { showDeleteDialog } from "./show-delete-dialog.ts";
import { showEditDialog } from "./show-edit-dialog.ts";
import { showRotateDialog } from "./show-rotate-dialog.ts";
import { titlesOf } from "./use-status.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/icon.ts";
import "../components/menu.ts";
import "../components/table/table.ts";
import "./rotation-notices.ts";
import "../keys/key-notices.ts";

type RowCommand = AcMenuItem & { readonly run: () => void };

/** The list of application credentials: everything stored, and the way to add, edit and delete. */
@customElement("ac-credentials-page")
export class AcCredentialsPage extends PanelElement {
  /** Why nothing can be changed at the moment; blank where it can. The host says it above the list too. */
  @property({ attribute: false }) accessor readOnly = "";
  /** The host shows `pageCommands` in a menu of its own. */
  @property({ type: Boolean }) accessor menuless = false;
  @state() private accessor selected: readonly string[] = [];
  readonly #credentials = new CredentialsController(this);
  readonly #keys = new KeysController(this);
  #rows: CredentialRow[] | undefined;
  #names: ReadonlyMap<string, string> = new Map();
  #columns: AcColumn<CredentialRow>[] = [];
  #texts: AcTableTexts | undefined;
  #rowActions = (row: AcRow): unknown => this.#rowMenu(row);
  /** What the rows were made of. */
  #made: readonly unknown[] = [];

  static override readonly styles = [
    tokens,
    listPageStyles,
    css`
      .empty p {
        margin-block-end: 12px;
      }
      .start {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      ac-table {
        --ac-table-sticky: var(--ac-page-header, var(--header-height, 56px));
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // The table draws its rows anew for a reason only.
    if (changed.has("readOnly")) this.#rowActions = (row) => this.#rowMenu(row);
    // What could not be had meanwhile, such as the use, can be now.
    if (this.readOnly === "" && changed.get("readOnly")) this.#credentials.retry();
    if (changed.has("localize")) {
      this.#columns = credentialColumns(this.localize);
      this.#texts = tableTexts(this.localize);
    }
    const { items, config, usage } = this.#credentials;
    const { state: keys } = this.#keys;
    const lost = keys?.secrets_lost;
    const parts = [items, config, usage, lost?.join("\n")];
    if (parts.every((part, index) => part === this.#made[index])) return;
    this.#made = parts;
    this.#rows = items && credentialRows(items.values(), { config, usage, lost: new Set(lost) });
    this.#names = new Map(this.#rows?.map(({ id, name }) => [id, name]));
    if (this.#rows) this.#openLinked(this.#rows);
  }

  protected override renderPanel() {
    const { localize } = this;
    if (!this.hass.user.is_admin || this.#isForbidden())
      return html`<ac-alert type="info">${localize("list.only_administrators")}</ac-alert>`;
    if (this.#credentials.error) return this.#failure();
    return html`
      <p class="intro">${localize("list.intro")}</p>
      <ac-rotation-notices .rows=${this.#rows ?? []} .readOnly=${this.readOnly}></ac-rotation-notices>
      ${this.readOnly === "" ? html`<ac-key-notices .state=${this.#keys.state} .names=${this.#names}></ac-key-notices>` : nothing}
      <ac-table .columns=${this.#columns} .rows=${this.#rows} .texts=${this.#texts} .language=${localize.language}
        .label=${localize("list.title")} .storageKey=${"ac-credentials"} .defaultSort=${"name"} .selected=${this.selected}
        .rowActions=${this.#rowActions} @selection-change=${this.#onSelection}>
        ${this.#addButton("actions")} ${this.#menu("actions")}
        <ac-button slot="selection" appearance="text" variant="danger" .icon=${mdiDeleteOutline} ?disabled=${this.readOnly !== ""}
          title=${this.readOnly || nothing} @click=${this.#deleteSelected}>
          ${localize("list.delete_selected")}
        </ac-button>
        <div slot="empty" class="empty">
          <ac-icon .path=${mdiKeyOutline}></ac-icon>
          <h2>${localize("list.empty_title")}</h2>
          <p>${localize("list.empty_text")}</p>
          <div class="start">${this.#addButton()} ${this.#menu()}</div>
        </div>
      </ac-table>
    `;
  }

  #menu(slot?: string) {
    if (this.menuless) return nothing;
    const items = pageCommands(this, this.localize, this.readOnly);
    return html`<ac-menu slot=${slot ?? nothing} .label=${this.localize("activity.menu")} .icon=${mdiDotsVertical} .items=${items}
      @select=${({ detail }: CustomEvent<PageCommand>) => detail.run()}></ac-menu>`;
  }

  #addButton(slot?: string) {
    return html`<ac-button slot=${slot ?? nothing} appearance="filled" .icon=${mdiPlus} ?disabled=${this.readOnly !== ""}
      title=${this.readOnly || nothing} @click=${() => this.#add()}>${this.localize("list.add")}</ac-button>`;
  }

  #isForbidden(): boolean {
    const { error } = this.#credentials;
    return error instanceof Error && "code" in error && error.code === "unauthorized";
  }

  #failure() {
    return html`<ac-alert type="error">
      ${this.localize("list.failed")}
      <ac-button slot="action" appearance="text" @click=${() => this.#credentials.retry()}>${this.localize("common.retry")}</ac-button>
    </ac-alert>`;
  }

  #rowMenu(row: AcRow) {
    const { localize } = this;
    const credential = row as CredentialRow;
    const titles = titlesOf(credential.usedBy ?? [], localize);
    const inUse = titles === "" ? "" : localize("list.in_use_by", { titles });
    const items: RowCommand[] = [
      {
        label: localize("common.edit"),
        icon: mdiPencilOutline,
        ...hindered(this.readOnly),
        run: () => void showEditDialog(this, credential),
      },
      {
        label: localize("check.menu"),
        icon: mdiShieldCheckOutline,
        ...hindered(this.readOnly),
        run: () => void showCheckDialog(this, credential),
      },
      {
        label: localize("rotate.menu"),
        icon: mdiKeyChange,
        ...hindered(this.readOnly),
        run: () => void showRotateDialog(this, credential),
      },
      {
        label: localize("move.open"),
        icon: mdiSwapHorizontal,
        ...hindered(this.readOnly || (titles === "" ? localize("usage.state.unused") : "")),
        run: () => void this.#move(credential),
      },
      {
        label: localize("common.delete"),
        icon: mdiDeleteOutline,
        danger: true,
        ...hindered(this.readOnly || inUse),
        run: () => void this.#delete([credential]),
      },
    ];
    return html`<ac-menu .label=${localize("list.menu_of", { name: credential.name })} .icon=${mdiDotsVertical} .items=${items}
      @select=${({ detail }: CustomEvent<RowCommand>) => detail.run()}></ac-menu>`;
  }

  /** A link from elsewhere names a credential: its dialog opens. */
  #openLinked(rows: readonly CredentialRow[]): void {
    const id = takeLinked();
    const linked = rows.find((row) => row.id === id);
    if (linked && this.readOnly === "") void this.updateComplete.then(() => showEditDialog(this, linked));
  }

  async #delete(rows: readonly CredentialRow[]): Promise<void> {
    const { deleted, move } = await showDeleteDialog(this, rows);
    if (move) return this.#move(move);
    // The menu that opened the dialog goes with its row.
    if (deleted) this.renderRoot.querySelector<HTMLElement>("ac-table")?.focus();
  }

  async #move(row: CredentialRow): Promise<void> {
    const wantsToAdd = await showMoveDialog(this, row, this.#rows ?? []);
    if (wantsToAdd) this.#add(row.credential.domain);
  }

  readonly #deleteSelected = (): void => {
    const chosen = new Set(this.selected);
    void this.#delete((this.#rows ?? []).filter(({ id }) => chosen.has(id)));
  };

  #add(domain = ""): void {
    void showAddDialog(this, this.#credentials.config, new Set(this.#credentials.items?.keys() ?? []), domain);
  }

  readonly #onSelection = (event: CustomEvent<readonly string[]>): void => {
    this.selected = event.detail;
  };
}
