import {
  mdiAccountMultipleOutline,
  mdiApplicationBracketsOutline,
  mdiCogOutline,
  mdiDeleteOutline,
  mdiDotsVertical,
  mdiKeyChange,
  mdiPencilOutline,
  mdiPlus,
  mdiToggleSwitchOffOutline,
  mdiToggleSwitchOutline,
} from "@mdi/js";
import { css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Application } from "../../protocol/applications.ts";
import { PATHS } from "../../protocol/page.ts";
import { type AcMenuItem, hindered } from "../components/menu.ts";
import { tokens } from "../components/styles.ts";
import type { AcColumn, AcRow, AcTableTexts } from "../components/table/column.ts";
import { tableTexts } from "../credentials/columns.ts";
import { listPageStyles } from "../list-page-styles.ts";
import { PanelElement } from "../panel-element.ts";
import { SaveController } from "../save-controller.ts";
import { type ApplicationRow, ApplicationsController } from "./applications-controller.ts";
import { applicationColumns } from "./columns.ts";
import * as show from "./show-dialogs.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/icon.ts";
import "../components/icon-button.ts";
import "../components/menu.ts";
import "../components/table/table.ts";
import "./provider-limits.ts";

type RowCommand = AcMenuItem & { readonly run: () => void };

const NO_FACTS: show.HubFacts = { offered: [], issuer: "" };

/** The page “OAuth applications”: software that may sign in to the hub or act on it. */
@customElement("ac-applications-page")
export class AcApplicationsPage extends PanelElement {
  /** Why nothing can be changed at the moment; blank where it can. */
  @property({ attribute: false }) accessor readOnly = "";
  @state() private accessor limits: readonly string[] = [];
  readonly #applications = new ApplicationsController(this);
  readonly #change = new SaveController(this);
  #columns: AcColumn<ApplicationRow>[] = [];
  #texts: AcTableTexts | undefined;
  #rowActions = (row: AcRow, cards: boolean): unknown => this.#rowButtons((row as ApplicationRow).application, cards);

  static override readonly styles = [
    tokens,
    listPageStyles,
    css`
      ac-table {
        --ac-table-sticky: var(--ac-page-header, var(--header-height, 56px));
      }
      ac-alert {
        display: block;
        margin-block-end: 16px;
      }
      a {
        color: var(--_primary);
      }
      ac-provider-limits {
        margin-block: 12px 24px;
      }
      .start {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: 4px;
        margin-block-start: 12px;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // Another function draws the rows anew.
    if (changed.has("readOnly"))
      this.#rowActions = (row, cards) => this.#rowButtons((row as ApplicationRow).application, cards);
    if (!changed.has("localize")) return;
    if (this.hass.user.is_admin) void this.#loadLimits();
    this.#columns = applicationColumns(this.localize, ({ application }) => this.#edit(application));
    this.#texts = {
      ...tableTexts(this.localize),
      search: this.localize("applications.search"),
      noMatch: (search) => this.localize("applications.no_match", { search }),
      results: (count, total) => this.localize("applications.results", { count, total }),
    };
  }

  protected override renderPanel() {
    const { localize } = this;
    if (!this.hass.user.is_admin)
      return html`<ac-alert type="info">${localize("applications.only_administrators")}</ac-alert>`;
    if (this.#applications.error) return this.#failure();
    const { error } = this.#change;
    return html`
      <p class="intro">${localize("applications.intro")} <a href=${PATHS.credentials}>${localize("applications.other_direction")}</a></p>
      ${error ? html`<ac-alert type="error">${localize("common.failed", { message: error.message })}</ac-alert>` : nothing}
      <ac-table .columns=${this.#columns} .rows=${this.#applications.rows} .texts=${this.#texts} .language=${localize.language}
        .label=${localize("applications.title")} .storageKey=${"ac-applications"} single .defaultSort=${"name"} actionsWidth="140px" .rowActions=${this.#rowActions}>
        ${this.#addButton("actions")}
        ${this.#settingsButton("actions")}
        <div slot="empty" class="empty">
          <ac-icon .path=${mdiApplicationBracketsOutline}></ac-icon>
          <h2>${localize("applications.empty_title")}</h2>
          <p>${localize("applications.empty_text")}</p>
          <div class="start">${this.#addButton()} ${this.#settingsButton()}</div>
        </div>
      </ac-table>
      <ac-provider-limits .limits=${this.limits}></ac-provider-limits>
    `;
  }

  #addButton(slot?: string) {
    return html`<ac-button slot=${slot ?? nothing} appearance="filled" .icon=${mdiPlus} ?disabled=${this.readOnly !== ""}
      title=${this.readOnly || nothing} @click=${this.#add}>${this.localize("applications.add")}</ac-button>`;
  }

  #settingsButton(slot?: string) {
    return html`<ac-button slot=${slot ?? nothing} appearance="text" .icon=${mdiCogOutline} @click=${this.#openProvider}>
      ${this.localize("applications.provider.open")}</ac-button>`;
  }

  #failure() {
    return html`<ac-alert type="error">
      ${this.localize("applications.failed")}
      <ac-button slot="action" appearance="text" @click=${() => this.#applications.retry()}>${this.localize("common.retry")}</ac-button>
    </ac-alert>`;
  }

  /** R37, R39: edit and delete are a click away; on cards, where there is no room, they are in the menu. */
  #rowButtons(application: Application, cards: boolean) {
    const { localize } = this;
    const { name } = application;
    const disabled = this.readOnly !== "";
    return html`${
      cards
        ? nothing
        : html`<ac-icon-button .path=${mdiPencilOutline} .label=${localize("applications.edit", { name })} ?disabled=${disabled}
            @click=${() => this.#edit(application)}></ac-icon-button>
          <ac-icon-button .path=${mdiDeleteOutline} .label=${localize("applications.delete.open", { name })} ?disabled=${disabled}
            @click=${() => void this.#delete(application)}></ac-icon-button>`
    }${this.#rowMenu(application)}`;
  }

  #rowMenu(application: Application) {
    const { localize } = this;
    const blocked = hindered(this.readOnly);
    const noSecret = hindered(
      this.readOnly || (application.type === "public" ? localize("applications.no_secret") : ""),
    );
    const items: RowCommand[] = [
      { label: localize("common.edit"), icon: mdiPencilOutline, ...blocked, run: () => this.#edit(application) },
      {
        label: localize("applications.access.open"),
        icon: mdiAccountMultipleOutline,
        run: () => void show.showAccessDialog(this, application),
      },
      {
        label: localize("applications.rotate.menu"),
        icon: mdiKeyChange,
        ...noSecret,
        run: () => void this.#withFacts((facts) => show.showRotateDialog(this, application, facts)),
      },
      {
        label: localize(application.enabled ? "applications.disable" : "applications.enable"),
        icon: application.enabled ? mdiToggleSwitchOffOutline : mdiToggleSwitchOutline,
        ...blocked,
        run: () => void this.#turn(application),
      },
      {
        label: localize("common.delete"),
        icon: mdiDeleteOutline,
        danger: true,
        ...blocked,
        run: () => void this.#delete(application),
      },
    ];
    return html`<ac-menu .label=${localize("applications.menu_of", { name: application.name })} .icon=${mdiDotsVertical} .items=${items}
      @select=${({ detail }: CustomEvent<RowCommand>) => detail.run()}></ac-menu>`;
  }

  readonly #add = (): void => void this.#withFacts((facts) => show.showAddDialog(this, facts));

  readonly #openProvider = (): void => void this.#withFacts((facts) => show.showProviderDialog(this, facts));

  #edit(application: Application): void {
    if (this.readOnly === "") void this.#withFacts((facts) => show.showEditDialog(this, application, facts));
  }

  async #delete(application: Application): Promise<void> {
    // The menu that opened the dialog goes with its row.
    if (await show.showDeleteDialog(this, application)) this.renderRoot.querySelector<HTMLElement>("ac-table")?.focus();
  }

  async #turn({ id, enabled }: Application): Promise<void> {
    const change = { application_id: id, enabled: !enabled };
    await this.#change.run(() => this.client.call("application_credentials/application/update", change));
  }

  async #withFacts(open: (facts: show.HubFacts) => Promise<void>): Promise<void> {
    const facts = await this.#change.run(() => this.#facts());
    if (facts) await open(facts);
  }

  /** The settings say them too, and what is wrong where they can't be had. */
  async #loadLimits(): Promise<void> {
    const provider = await this.client.call("application_credentials/application/provider", {}).catch(() => undefined);
    if (provider) this.limits = provider.limits;
  }

  async #facts(): Promise<show.HubFacts> {
    const [scopes, provider] = await Promise.all([
      this.client.call("application_credentials/scope/list", {}),
      this.client.call("application_credentials/application/provider", {}),
    ]);
    return { ...NO_FACTS, offered: scopes.map(({ scope }) => scope), issuer: provider.issuer ?? "" };
  }
}
