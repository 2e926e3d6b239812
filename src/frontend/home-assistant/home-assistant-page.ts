import { provide } from "@lit/context";
import {
  mdiApplicationBracketsOutline,
  mdiDotsVertical,
  mdiDownload,
  mdiFileRemoveOutline,
  mdiHomeExportOutline,
} from "@mdi/js";
import { html, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { PATHS } from "../../protocol/page.ts";
import { CallError } from "../client.ts";
import { hindered } from "../components/menu.ts";
import { type PageCommand, pageCommands } from "../credentials/page-commands.ts";
import { linksContext } from "../links.ts";
import { navigate } from "../navigate.ts";
import { saveDiagnostics } from "./diagnostics-file.ts";
import { HomeAssistantPanel } from "./home-assistant-panel.ts";
import { homeAssistantLinks } from "./links.ts";
import { showHandBackDialog } from "./show-hand-back-dialog.ts";
import { showRemovePlainTextDialog } from "./show-remove-plain-text-dialog.ts";
import { StatusController } from "./status-controller.ts";
import { hindrance } from "./status-texts.ts";
import "../activity/activity-page.ts";
import "../applications/applications-page.ts";
import "../components/menu.ts";
import "../credentials/credentials-page.ts";
import "./panel-header.ts";
import "./status-notices.ts";

/** What is below the page's own address, with its title and the texts of its way back. */
const BELOW = {
  "/activity": { title: "activity.title", back: "activity.back" },
  "/oauth_applications": { title: "applications.title", back: "activity.back" },
} as const;
type Below = keyof typeof BELOW;

/** The panel that stands in for the page. */
const PANEL_PATH = "application_credentials";

/**
 * The list of credentials, and what is below it, in Home Assistant: in the frame of its settings (`hass-tabs-subpage`, which is defined together
 * with the page whose place this takes), or with a head of its own.
 */
@customElement("ac-home-assistant-page")
export class AcHomeAssistantPage extends HomeAssistantPanel {
  /** The frame's tabs, as Home Assistant's own page hands them to it. */
  @property({ attribute: false }) accessor tabs: readonly unknown[] | undefined;
  /** Draws a head of its own, where Home Assistant's frame is not there. */
  @property({ attribute: false }) accessor standsAlone = false;
  @provide({ context: linksContext }) accessor links = homeAssistantLinks;
  readonly #integration = new StatusController(this);

  /** The frame is there before the texts are: with it the person can go on elsewhere. */
  protected override render(): unknown {
    return this.standsAlone ? this.#alone() : this.#framed();
  }

  get #below(): Below | undefined {
    const path = this.route?.path?.replace(/\/+$/, "") ?? "";
    return Object.hasOwn(BELOW, path) ? (path as Below) : undefined;
  }

  get #title(): string {
    const below = this.#below;
    return this.localize?.(below ? BELOW[below].title : "list.title") ?? "";
  }

  #framed() {
    const title = this.#title;
    return html`<hass-tabs-subpage .hass=${this.homeAssistant} .narrow=${this.narrow} .route=${this.route}
      .tabs=${this.#tabs(title)} .backPath=${this.#below !== undefined ? PATHS.credentials : "/config"}>
      ${this.narrow || (this.#below !== undefined) ? html`<h1 slot="header">${title}</h1>` : nothing}
      <div slot="toolbar-icon">${this.#below !== undefined ? nothing : this.#menu()}</div>
      <div class="content">
        ${this.narrow || (this.#below !== undefined) ? nothing : html`<h1>${title}</h1>`}
        ${super.render()}
      </div>
    </hass-tabs-subpage>`;
  }

  #alone() {
    const { localize } = this;
    const sidebarHidden = this.narrow || this.homeAssistant.dockedSidebar === "always_hidden";
    const below = this.#below;
    const back = below ? BELOW[below].back : "home_assistant.back";
    return html`<ac-panel-header .heading=${this.#title} .sidebarHidden=${sidebarHidden}
        .menuLabel=${localize?.("home_assistant.sidebar") ?? ""} .backLabel=${localize?.(back) ?? ""}
        .backPath=${this.#below !== undefined ? PATHS.credentials : PATHS.dashboard}>
        ${this.#below !== undefined ? nothing : this.#menu()}
      </ac-panel-header>
      <div class="scroll"><div class="content">${super.render()}</div></div>`;
  }

  /** One tab alone is shown as the frame's title. */
  #tabs(title: string): readonly unknown[] {
    const below = this.#below;
    if (below) return [{ path: PATHS.credentials + below, name: title }];
    return this.tabs?.length ? this.tabs : [{ path: PATHS.credentials, name: title }];
  }

  protected override renderPanel() {
    const { status } = this.#integration;
    const readOnly = hindrance(status, this.localize);
    if (this.#below === "/activity") return html`<ac-activity-page .hass=${this.hass}></ac-activity-page>`;
    if (this.#below)
      return html`<ac-applications-page .hass=${this.hass} .readOnly=${readOnly}></ac-applications-page>`;
    return html`
      <ac-status-notices .status=${status} @remove-plain-text=${this.#removePlainText}></ac-status-notices>
      <ac-credentials-page .hass=${this.hass} .readOnly=${readOnly} menuless></ac-credentials-page>
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
        label: localize("applications.title"),
        icon: mdiApplicationBracketsOutline,
        run: () => navigate(`${this.standsAlone ? `/${PANEL_PATH}` : PATHS.credentials}/oauth_applications`),
      },
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
