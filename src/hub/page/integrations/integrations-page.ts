import { consume } from "@lit/context";
import { mdiPlus, mdiPuzzlePlusOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { OpenedWindow } from "../../../frontend/components/opened-window.ts";
import type { ConfigEntry, FlowInProgress } from "../../../protocol/home-assistant.ts";
import { type Hass, PATHS } from "../../../protocol/page.ts";
import { navigate } from "../app/navigate.ts";
import type { Wizard } from "../app/route.ts";
import type { SignInAgain } from "../flow/sign-in-again.ts";
import { redirectUriChange } from "../session/session.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { card, textStyles } from "../theme/shared-styles.ts";
import type { AddableItem } from "./addable-list.ts";
import { liveAccounts, liveEntries, liveFlows } from "./live-lists.ts";
import { addable, iconOf, isGeneric, loadManifests, type Manifests, nameOf } from "./manifests.ts";
import { Recoveries } from "./recoveries.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/icon.ts";
import "../app/page.ts";
import "../flow/flow-dialog.ts";
import "./addable-list.ts";
import "./integration-card.ts";
import "./integration-picker.ts";
import "./integrations-menu.ts";
import "./recovery-notice.ts";
import "./sign-in-notice.ts";
import "../app/waiting.ts";

/** Devices & services: the integrations that are set up, those that wait for a person, and the way to add one. */
@customElement("hub-integrations-page")
export class HubIntegrationsPage extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  /** The wizard that the address asks for. */
  @property({ attribute: false }) accessor wizard: Wizard | undefined;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor manifests: Manifests | undefined;
  @state() private accessor manifestsFailed = false;
  /** The re-authentication that the person takes up. */
  @state() private accessor flow: FlowInProgress | undefined;
  /** Opened by the click that took it up. */
  @state() private accessor popup: OpenedWindow | undefined;
  readonly #entries = liveEntries(this);
  readonly #flows = liveFlows(this);
  readonly #accounts = liveAccounts(this);
  readonly #recoveries = new Recoveries(this, this.#entries, this.#flows);

  static override readonly styles = [
    card,
    textStyles,
    css`
      :host {
        display: contents;
      }
      section + section {
        margin-block-start: 32px;
      }
      .grid {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 320px), 1fr));
        gap: 16px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .empty {
        display: grid;
        justify-items: center;
        gap: 8px;
        padding: 40px 24px;
        text-align: center;
      }
      .empty ac-icon {
        color: var(--primary-color);
        --ac-icon-size: 48px;
      }
      .empty h2 {
        margin: 0;
        font-size: 1.25rem;
      }
      .empty p {
        max-inline-size: 52ch;
      }
      ac-alert {
        display: block;
        margin-block-end: 24px;
      }
      @media (max-width: 600px) {
        .add {
          position: fixed;
          inset: auto 16px 16px auto;
          z-index: 1;
          border-radius: 10px;
          background: var(--card-background-color);
          box-shadow: 0 4px 12px rgb(0 0 0 / 30%);
        }
        .add:dir(rtl) {
          inset: auto auto 16px 16px;
        }
        /* So that the button never covers the last card. */
        .content {
          padding-block-end: 64px;
        }
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("hass") && changed.get("hass")?.connection !== this.hass.connection) void this.#loadManifests();
  }

  override render() {
    return html`
      <hub-page heading=${this.texts("integrations.title")}>
        <hub-integrations-menu slot="actions" .hass=${this.hass}></hub-integrations-menu>
        ${
          this.hass.user.is_admin
            ? html`<ac-button class="add" slot="actions" appearance="filled" .icon=${mdiPlus} @click=${() => navigate(PATHS.add)}>
              ${this.texts("integrations.add")}
            </ac-button>`
            : nothing
        }
        <div class="content">${this.#redirectUriChange()}${this.#content()}</div>
      </hub-page>
      ${this.#dialog()}
    `;
  }

  #content() {
    if (!this.hass.user.is_admin)
      return html`<ac-alert type="info">${this.texts("integrations.only_administrators")}</ac-alert>`;
    if (this.#entries.error || this.manifestsFailed) return this.#failure();
    const entries = this.#entries.items;
    if (!entries || !this.manifests) return html`<hub-waiting></hub-waiting>`;
    const addables = this.#addableItems([...entries.values()]);
    return html`
      <hub-recovery-notice .titles=${this.#recoveries.titles}></hub-recovery-notice>
      <hub-sign-in-notice .entries=${[...entries.values()]} .flows=${this.#flows.items} .manifests=${this.manifests}
        @hub-sign-in-again=${this.#signInAgain}></hub-sign-in-notice>
      ${entries.size === 0 ? this.#empty() : this.#cards([...entries.values()])}
      ${
        addables.length > 0
          ? html`<section aria-labelledby="available">
            <h2 id="available">${this.texts("integrations.available")}</h2>
            <hub-addable-list .items=${addables}></hub-addable-list>
          </section>`
          : nothing
      }
    `;
  }

  /** Providers refuse a redirect URI that they do not know: whoever changed the address has to tell them. */
  #redirectUriChange() {
    const change = redirectUriChange(this.hass.config);
    if (!change || !this.hass.user.is_admin) return nothing;
    return html`<ac-alert type="warning">${this.texts("integrations.redirect_uri_changed", change)}</ac-alert>`;
  }

  #failure() {
    return html`<ac-alert type="error">
      ${this.texts("integrations.failed")}
      <ac-button slot="action" appearance="outlined" @click=${this.#retry}>${this.texts("common.retry")}</ac-button>
    </ac-alert>`;
  }

  #empty() {
    return html`<section class="card empty">
      <ac-icon .path=${mdiPuzzlePlusOutline}></ac-icon>
      <h2>${this.texts("integrations.empty.title")}</h2>
      <p class="quiet">${this.texts("integrations.empty.text")}</p>
    </section>`;
  }

  #cards(entries: readonly ConfigEntry[]) {
    const byDomain = Map.groupBy(entries, ({ domain }) => domain);
    const domains = [...byDomain.keys()].sort((a, b) => this.#name(a).localeCompare(this.#name(b), this.hass.language));
    return html`<section aria-labelledby="connected">
      <h2 id="connected">${this.texts("integrations.connected")}</h2>
      <ul class="grid" @hub-sign-in-again=${this.#signInAgain}>
        ${domains.map(
          (domain) => html`<li>
            <hub-integration-card name=${this.#name(domain)} .icon=${iconOf(this.manifests, domain)}
              .entries=${byDomain.get(domain) ?? []} .flows=${this.#flows.items}
              .accounts=${this.#accounts.items}></hub-integration-card>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  /** Those not set up yet; the picker has all of them. */
  #addableItems(entries: readonly ConfigEntry[]): AddableItem[] {
    const present = new Set(entries.map(({ domain }) => domain));
    return this.#allAddable().filter(({ domain }) => !present.has(domain));
  }

  #allAddable(): AddableItem[] {
    if (!this.manifests) return [];
    return addable(this.manifests, this.hass.language).map(({ domain, name }) => ({
      domain,
      name,
      icon: iconOf(this.manifests, domain),
      ...(isGeneric(this.manifests, domain) && { note: this.texts("integrations.other_account") }),
    }));
  }

  #dialog() {
    if (!this.hass.user.is_admin) return nothing;
    if (this.flow || this.wizard?.domain) return this.#flowDialog();
    if (this.wizard)
      return html`<hub-integration-picker .items=${this.#allAddable()} .loading=${!this.manifests} @hub-closed=${this.#closeWizard}></hub-integration-picker>`;
    return nothing;
  }

  #flowDialog() {
    return html`<hub-flow-dialog .hass=${this.hass} .manifests=${this.manifests} .flow=${this.flow} .popup=${this.popup}
      .domain=${this.wizard?.domain ?? undefined} @hub-closed=${this.#closeWizard}></hub-flow-dialog>`;
  }

  readonly #closeWizard = (): void => {
    this.flow = undefined;
    this.popup = undefined;
    if (this.wizard) navigate(PATHS.dashboard, { replace: true });
  };

  readonly #signInAgain = ({ detail }: CustomEvent<SignInAgain>): void => {
    this.popup = detail.popup;
    this.flow = detail.flow;
  };

  readonly #retry = (): void => {
    this.#entries.retry();
    this.#flows.retry();
    void this.#loadManifests();
  };

  async #loadManifests(): Promise<void> {
    try {
      this.manifests = await loadManifests(this.hass, true);
      this.manifestsFailed = false;
    } catch {
      this.manifestsFailed = true;
    }
  }

  #name(domain: string): string {
    return nameOf(this.manifests, domain);
  }
}
