import { provide } from "@lit/context";
import { mdiDotsVertical, mdiDownload, mdiFileRemoveOutline, mdiHomeExportOutline } from "@mdi/js";
import { html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { PATHS } from "../../protocol/page.ts";
import { CallError } from "../client.ts";
import { hindered } from "../components/menu.ts";
import { type PageCommand, pageCommands } from "../credentials/page-commands.ts";
import { linksContext } from "../links.ts";
import { PanelElement } from "../panel-element.ts";
import { saveDiagnostics } from "./diagnostics-file.ts";
import { HassAdapter, type HomeAssistantHass } from "./hass-adapter.ts";
import { loadHubName } from "./hub-name.ts";
import { homeAssistantLinks } from "./links.ts";
import { pageStyles } from "./page-styles.ts";
import { showHandBackDialog } from "./show-hand-back-dialog.ts";
import { showRemovePlainTextDialog } from "./show-remove-plain-text-dialog.ts";
import { StatusController } from "./status-controller.ts";
import { hindrance } from "./status-texts.ts";
import "../activity/activity-page.ts";
import "../components/menu.ts";
import "../credentials/credentials-page.ts";
import "./panel-header.ts";
import "./status-notices.ts";

/** Where the activity is, below the page's own address. */
const ACTIVITY = PATHS.activity.slice(PATHS.credentials.length);

/**
 * The list of credentials, and the activity below it, in Home Assistant: in the frame of its settings (`hass-tabs-subpage`, which is defined together
 * with the page whose place this takes), or with a head of its own.
 */
@customElement("ac-home-assistant-page")
export class AcHomeAssistantPage extends PanelElement {
  @property({ attribute: false }) accessor homeAssistant!: HomeAssistantHass;
  @property({ type: Boolean }) accessor narrow = false;
  /** Home Assistant's: `path` is what of the address lies below the page's own. */
  @property({ attribute: false }) accessor route: { readonly path?: string } | undefined;
  /** The frame's tabs, as Home Assistant's own page hands them to it. */
  @property({ attribute: false }) accessor tabs: readonly unknown[] | undefined;
  /** Draws a head of its own, where Home Assistant's frame is not there. */
  @property({ attribute: false }) accessor standsAlone = false;
  @state() private accessor hubName: string | undefined;
  @provide({ context: linksContext }) accessor links = homeAssistantLinks;
  readonly #adapter = new HassAdapter();
  readonly #integration = new StatusController(this);

  static override readonly styles = pageStyles;

  override connectedCallback(): void {
    super.connectedCallback();
    void loadHubName().then((name) => {
      this.hubName = name;
    });
  }

  protected override shouldUpdate(): boolean {
    return this.homeAssistant !== undefined && this.hubName !== undefined;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    this.hass = this.#adapter.adapt(this.homeAssistant, this.hubName ?? "");
    super.willUpdate(changed);
  }

  /** The frame is there before the texts are: with it the person can go on elsewhere. */
  protected override render(): unknown {
    return this.standsAlone ? this.#alone() : this.#framed();
  }

  get #showsActivity(): boolean {
    return this.route?.path?.replace(/\/+$/, "") === ACTIVITY;
  }

  get #title(): string {
    return this.localize?.(this.#showsActivity ? "activity.title" : "list.title") ?? "";
  }

  #framed() {
    const title = this.#title;
    return html`<hass-tabs-subpage .hass=${this.homeAssistant} .narrow=${this.narrow} .route=${this.route}
      .tabs=${this.#tabs(title)} .backPath=${this.#showsActivity ? PATHS.credentials : "/config"}>
      ${this.narrow || this.#showsActivity ? html`<h1 slot="header">${title}</h1>` : nothing}
      <div slot="toolbar-icon">${this.#showsActivity ? nothing : this.#menu()}</div>
      <div class="content">
        ${this.narrow || this.#showsActivity ? nothing : html`<h1>${title}</h1>`}
        ${super.render()}
      </div>
    </hass-tabs-subpage>`;
  }

  #alone() {
    const { localize } = this;
    const sidebarHidden = this.narrow || this.homeAssistant.dockedSidebar === "always_hidden";
    const back = this.#showsActivity ? "activity.back" : "home_assistant.back";
    return html`<ac-panel-header .heading=${this.#title} .sidebarHidden=${sidebarHidden}
        .menuLabel=${localize?.("home_assistant.sidebar") ?? ""} .backLabel=${localize?.(back) ?? ""}
        .backPath=${this.#showsActivity ? PATHS.credentials : PATHS.dashboard}>
        ${this.#showsActivity ? nothing : this.#menu()}
      </ac-panel-header>
      <div class="scroll"><div class="content">${super.render()}</div></div>`;
  }

  /** One tab alone is shown as the frame's title. */
  #tabs(title: string): readonly unknown[] {
    if (this.#showsActivity) return [{ path: PATHS.activity, name: title }];
    return this.tabs?.length ? this.tabs : [{ path: PATHS.credentials, name: title }];
  }

  protected override renderPanel() {
    const { status } = this.#integration;
    if (this.#showsActivity) return html`<ac-activity-page .hass=${this.hass}></ac-activity-page>`;
    return html`
      <ac-status-notices .status=${status} @remove-plain-text=${this.#removePlainText}></ac-status-notices>
      <ac-credentials-page .hass=${this.hass} .readOnly=${hindrance(status, this.localize)} menuless></ac-credentials-page>
    `;
  }

  #menu() {
    const { localize } = this;
    const { status } = this.#integration;
    if (localize === undefined || status === undefined) return nothing;
    const reason = hindrance(status, localize);
    const items: PageCommand[] = [
      ...pageCommands(this, localize, reason),
      {
        label: localize("home_assistant.hand_back.open"),
        icon: mdiHomeExportOutline,
        // It needs the secrets only: a plugin whose process does not start any more can be left too.
        ...hindered(status.serving === "core" ? reason : ""),
        run: () => void showHandBackDialog(this),
      },
      ...(status.plain_text.present
        ? [
            {
              label: localize("home_assistant.remove_plain_text.open"),
              icon: mdiFileRemoveOutline,
              ...hindered(reason),
              run: this.#removePlainText,
            },
          ]
        : []),
      {
        label: localize("home_assistant.diagnostics.save"),
        icon: mdiDownload,
        run: () => void this.#saveDiagnostics(),
      },
    ];
    return html`<ac-menu .label=${localize("home_assistant.menu")} .icon=${mdiDotsVertical} .items=${items}
      @select=${({ detail }: CustomEvent<PageCommand>) => detail.run()}></ac-menu>`;
  }

  readonly #removePlainText = (): void => {
    const { status } = this.#integration;
    if (status) void showRemovePlainTextDialog(this, status.plain_text);
  };

  async #saveDiagnostics(): Promise<void> {
    try {
      await saveDiagnostics(this.client);
    } catch (error) {
      const message = error instanceof CallError ? error.message : `${error}`;
      const detail = { message: this.localize("home_assistant.diagnostics.failed", { message }) };
      this.dispatchEvent(new CustomEvent("hass-notification", { detail, bubbles: true, composed: true }));
    }
  }
}
