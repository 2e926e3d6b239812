import { consume } from "@lit/context";
import { mdiTrashCanOutline } from "@mdi/js";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { dateLocale } from "../../../frontend/components/date-locale.ts";
import type { ConfigEntry, FlowInProgress } from "../../../protocol/home-assistant.ts";
import type { User } from "../../../protocol/home-assistant-users.ts";
import type { Hass } from "../../../protocol/page.ts";
import { signInAgain } from "../flow/sign-in-again.ts";
import { iconOf, type Manifests, nameOf } from "../integrations/manifests.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { card, textStyles } from "../theme/shared-styles.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";
import "../../../frontend/components/icon.ts";
import "../integrations/entry-chip.ts";
import "./account-state.ts";

/**
 * The card about an entry itself. Sends up `hub-remove`, and `hub-sign-in-again` (flow/sign-in-again.ts).
 */
@customElement("hub-entry-details")
export class HubEntryDetails extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor entry!: ConfigEntry;
  @property({ attribute: false }) accessor manifests: Manifests | undefined;
  /** The re-authentication that waits for this entry. */
  @property({ attribute: false }) accessor reauth: FlowInProgress | undefined;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  /** Users' names by id, so that the page can say who connected the account. */
  @state() private accessor users: ReadonlyMap<string, string> | undefined;

  static override readonly styles = [
    card,
    textStyles,
    css`
      .card {
        padding: 20px;
      }
      header {
        display: flex;
        align-items: center;
        gap: 14px;
        margin-block-end: 16px;
      }
      .name {
        flex: 1;
        min-inline-size: 0;
        font-size: 1.0625rem;
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(11em, max-content) 1fr;
        gap: 8px 24px;
        margin: 0;
      }
      dt {
        color: var(--secondary-text-color);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      ac-alert {
        display: block;
        margin-block-end: 16px;
      }
      @media (max-width: 480px) {
        dl {
          grid-template-columns: 1fr;
          gap: 0;
        }
        dd + dt {
          margin-block-start: 8px;
        }
      }
      footer {
        display: flex;
        justify-content: flex-end;
        margin-block-start: 16px;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("hass") && changed.get("hass")?.connection !== this.hass.connection) void this.#loadUsers();
  }

  override render() {
    const { entry, reauth } = this;
    return html`<section class="card" aria-label=${this.texts("entry.details")}>
      <header>
        <span class="tile"><ac-icon .path=${iconOf(this.manifests, entry.domain)}></ac-icon></span>
        <span class="name">${nameOf(this.manifests, entry.domain)}</span>
        <hub-entry-chip .entry=${entry} ?reauth=${reauth !== undefined}></hub-entry-chip>
      </header>
      ${reauth ? this.#reauthAlert(reauth) : this.#reason()}
      <dl>
        <dt>${this.texts("entry.account")}</dt>
        <dd>${entry.title}</dd>
        <dt>${this.texts("entry.connected_by")}</dt>
        <dd>${this.#connectedBy()}</dd>
        <dt>${this.texts("entry.connected_at")}</dt>
        <dd>${this.#date(entry.created_at)}</dd>
      </dl>
      <hub-account-state .hass=${this.hass} .entryId=${entry.entry_id} .integration=${nameOf(this.manifests, entry.domain)}></hub-account-state>
      <footer>
        <ac-button appearance="text" variant="danger" .icon=${mdiTrashCanOutline} @click=${this.#remove}>${this.texts("entry.remove")}</ac-button>
      </footer>
    </section>`;
  }

  #reauthAlert(flow: FlowInProgress) {
    // An entry that works is asked for only because it goes to another credential.
    return html`<ac-alert type=${this.entry.state === "loaded" ? "warning" : "error"}>
      ${this.entry.reason ?? this.texts("entry.needs_sign_in")}
      <ac-button slot="action" appearance="outlined" @click=${() => signInAgain(this, flow)}>${this.texts("reauth.button")}</ac-button>
    </ac-alert>`;
  }

  #reason() {
    const { reason, state } = this.entry;
    if (!reason) return nothing;
    return html`<ac-alert type=${state === "setup_retry" ? "warning" : "error"}>${reason}</ac-alert>`;
  }

  #connectedBy(): string {
    const { user_id } = this.entry;
    if (user_id === null) return this.texts("entry.unknown_user");
    return this.users?.get(user_id) ?? (this.users ? this.texts("entry.unknown_user") : "");
  }

  /** @param seconds since the epoch, as Home Assistant writes `created_at`. */
  #date(seconds: number): string {
    const format = new Intl.DateTimeFormat(dateLocale(this.hass.language), { dateStyle: "long", timeStyle: "short" });
    return format.format(seconds * 1000);
  }

  async #loadUsers(): Promise<void> {
    try {
      const users = await this.hass.connection.sendMessagePromise<User[]>({ type: "config/auth/list" });
      this.users = new Map(users.map(({ id, name }) => [id, name]));
    } catch {
      this.users = new Map();
    }
  }

  readonly #remove = (): void => void this.dispatchEvent(new CustomEvent("hub-remove"));
}
