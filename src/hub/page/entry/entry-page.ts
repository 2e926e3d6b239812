import { consume } from "@lit/context";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { OpenedWindow } from "../../../frontend/components/opened-window.ts";
import type { ConfigEntry, FlowInProgress } from "../../../protocol/home-assistant.ts";
import { type Hass, PATHS } from "../../../protocol/page.ts";
import type { SignInAgain } from "../flow/sign-in-again.ts";
import { liveEntries, liveFlows, reauthFlowOf } from "../integrations/live-lists.ts";
import { isGeneric, loadManifests, type Manifests, nameOf } from "../integrations/manifests.ts";
import { Recoveries } from "../integrations/recoveries.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../app/page.ts";
import "../flow/flow-dialog.ts";
import "../integrations/recovery-notice.ts";
import "./entry-details.ts";
import "./entry-items.ts";
import "./remove-dialog.ts";
import "../app/waiting.ts";

/** One config entry: how it is doing, who connected it, what it shows, and the way to remove it. */
@customElement("hub-entry-page")
export class HubEntryPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property() accessor entryId = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor manifests: Manifests | undefined;
  /** Kept while its dialog is open: the entry leaves the list when it is removed. */
  @state() private accessor removing: ConfigEntry | undefined;
  /** Kept while its dialog is open: the flow leaves the list when it succeeds. */
  @state() private accessor flow: FlowInProgress | undefined;
  /** The entry whose person signs in before they have to. */
  @state() private accessor ahead: ConfigEntry | undefined;
  /** Opened by the click that took it up. */
  @state() private accessor popup: OpenedWindow | undefined;
  readonly #entries = liveEntries(this);
  readonly #flows = liveFlows(this);
  readonly #recoveries = new Recoveries(this, this.#entries, this.#flows);

  static override readonly styles = css`
    :host {
      display: contents;
      --hub-page-width: 760px;
    }
    .cards {
      display: grid;
    }
    hub-entry-details + * {
      margin-block-start: 16px;
    }
  `;

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("hass") && changed.get("hass")?.connection !== this.hass.connection) void this.#loadManifests();
  }

  override render() {
    const entry = this.#entries.items?.get(this.entryId);
    return html`
      <hub-page heading=${entry?.title ?? this.texts("entry.title")} back=${PATHS.dashboard}>
        ${entry ? this.#cards(entry) : this.#instead()}
      </hub-page>
      ${this.#dialogs()}
    `;
  }

  /** What stands there when the entry does not. */
  #instead() {
    if (!this.hass.user.is_admin)
      return html`<ac-alert type="info">${this.texts("integrations.only_administrators")}</ac-alert>`;
    if (this.#entries.error)
      return html`<ac-alert type="error">
        ${this.texts("integrations.failed")}
        <ac-button slot="action" appearance="outlined" @click=${() => this.#entries.retry()}>${this.texts("common.retry")}</ac-button>
      </ac-alert>`;
    if (this.#entries.items) return html`<ac-alert type="info">${this.texts("entry.gone")}</ac-alert>`;
    return html`<hub-waiting></hub-waiting>`;
  }

  #cards(entry: ConfigEntry) {
    return html`<div class="cards">
      <hub-recovery-notice .titles=${this.#recoveries.titles}></hub-recovery-notice>
      <hub-entry-details .hass=${this.hass} .entry=${entry} .manifests=${this.manifests}
        .reauth=${reauthFlowOf(this.#flows.items, entry.entry_id)}
        @hub-sign-in-again=${this.#signInAgain} @hub-sign-in-ahead=${this.#signInAhead} @hub-remove=${this.#askToRemove}></hub-entry-details>
      ${isGeneric(this.manifests, entry.domain) ? this.#forSoftware(entry) : this.#items(entry)}
    </div>`;
  }

  #items({ entry_id, state, modified_at }: ConfigEntry) {
    return html`<hub-entry-items .hass=${this.hass} .entryId=${entry_id} .version=${`${state} ${modified_at}`}></hub-entry-items>`;
  }

  /** What such an account is for is not in this hub. */
  #forSoftware({ domain }: ConfigEntry) {
    return html`<ac-alert type="info">${this.texts("entry.for_software", { domain })}</ac-alert>`;
  }

  #dialogs() {
    const { removing, flow, ahead } = this;
    if (removing)
      return html`<hub-remove-dialog .hass=${this.hass} .entry=${removing} integration=${nameOf(this.manifests, removing.domain)}
        @hub-closed=${this.#closeDialog}></hub-remove-dialog>`;
    if (flow)
      return html`<hub-flow-dialog .hass=${this.hass} .manifests=${this.manifests} .flow=${flow} .popup=${this.popup}
        @hub-closed=${this.#closeDialog}></hub-flow-dialog>`;
    if (ahead)
      return html`<hub-flow-dialog .hass=${this.hass} .manifests=${this.manifests} .domain=${ahead.domain}
        .entryId=${ahead.entry_id} .popup=${this.popup} @hub-closed=${this.#closeDialog}></hub-flow-dialog>`;
    return nothing;
  }

  readonly #signInAgain = ({ detail }: CustomEvent<SignInAgain>): void => {
    this.popup = detail.popup;
    this.flow = detail.flow;
  };

  readonly #signInAhead = ({ detail }: CustomEvent<OpenedWindow | undefined>): void => {
    this.popup = detail;
    this.ahead = this.#entries.items?.get(this.entryId);
  };

  readonly #askToRemove = (): void => {
    this.removing = this.#entries.items?.get(this.entryId);
  };

  readonly #closeDialog = (): void => {
    this.removing = undefined;
    this.flow = undefined;
    this.ahead = undefined;
    this.popup = undefined;
  };

  async #loadManifests(): Promise<void> {
    // Without them the page shows domains in the place of names.
    this.manifests = await loadManifests(this.hass).catch(() => undefined);
  }
}
