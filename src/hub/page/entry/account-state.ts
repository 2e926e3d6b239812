import { consume } from "@lit/context";
import { mdiRefresh } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { dateLocale } from "../../../frontend/components/date-locale.ts";
import type { Account } from "../../../protocol/accounts.ts";
import type { Hass } from "../../../protocol/page.ts";
import { signInAhead } from "../flow/sign-in-again.ts";
import { liveAccounts } from "../integrations/live-lists.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { textStyles } from "../theme/shared-styles.ts";
import { warningText } from "./sign-in-warning.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";

/**
 * How an entry's account is doing at its provider: until when its token is valid, when it was refreshed, and what is
 * wrong. Sends up `hub-sign-in-ahead` (flow/sign-in-again.ts). Shows nothing where the hub does not tell, or the account waits for its person, which the card says above.
 */
@customElement("hub-account-state")
export class HubAccountState extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property() accessor entryId = "";
  /** The integration's name. */
  @property() accessor integration = "";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;
  @state() private accessor busy = false;
  /** What the person's own refresh led to. */
  @state() private accessor outcome: { readonly type: "success" | "error"; readonly text: string } | undefined;
  readonly #accounts = liveAccounts(this);

  static override readonly styles = [
    textStyles,
    css`
      :host {
        display: block;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(11em, max-content) 1fr;
        gap: 8px 24px;
        margin: 8px 0 0;
      }
      dt {
        color: var(--secondary-text-color);
      }
      dd {
        margin: 0;
        overflow-wrap: anywhere;
      }
      ac-alert,
      .again {
        display: block;
        margin-block-start: 16px;
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
    `,
  ];

  override render() {
    const account = this.#accounts.items?.get(this.entryId);
    if (!account || account.state === "sign_in_needed") return nothing;
    return html`
      <dl>
        <dt>${this.texts("account.valid_until")}</dt>
        <dd>${this.#date(account.expires_at)}</dd>
        <dt>${this.texts("account.last_refresh")}</dt>
        <dd>${account.last_refresh ? this.#date(account.last_refresh) : this.texts("account.not_yet")}</dd>
        <dt>${this.texts("account.next_refresh")}</dt>
        <dd>${this.#next(account)}</dd>
      </dl>
      ${this.#warning(account)}
      <div class="again">
        <ac-button appearance="outlined" .icon=${mdiRefresh} ?loading=${this.busy} @click=${() => this.#refresh()}>${this.texts("account.refresh_now")}</ac-button>
      </div>
      <div aria-live="polite">${account.last_error ? this.#problem(account) : this.outcome ? html`<ac-alert type=${this.outcome.type}>${this.outcome.text}</ac-alert>` : nothing}</div>
    `;
  }

  #next({ next_refresh }: Account): string {
    return next_refresh ? this.#date(next_refresh) : this.texts("account.when_used");
  }

  #warning({ warning }: Account) {
    if (!warning) return nothing;
    return html`<ac-alert type="warning">
      ${warningText(warning, this.integration, this.texts)}
      <ac-button slot="action" appearance="outlined" @click=${() => signInAhead(this, this.entryId)}>${this.texts("reauth.button")}</ac-button>
    </ac-alert>`;
  }

  #problem({ last_error, next_try, state: how }: Account) {
    if (!last_error || !next_try) return nothing;
    const again = this.texts("account.next_try", { time: this.#date(next_try) });
    return html`<ac-alert type=${how === "retrying" ? "warning" : "error"}>${last_error.message} ${again}</ac-alert>`;
  }

  #date(iso: string): string {
    const format = new Intl.DateTimeFormat(dateLocale(this.hass.language), { dateStyle: "medium", timeStyle: "short" });
    return format.format(new Date(iso));
  }

  async #refresh(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.outcome = undefined;
    try {
      await this.hass.connection.sendMessagePromise({
        type: "application_credentials/account/refresh",
        entry_id: this.entryId,
      });
      this.outcome = { type: "success", text: this.texts("account.refreshed") };
    } catch (error) {
      const { message } = error as { message?: string };
      this.outcome = { type: "error", text: message || this.texts("account.refresh_failed") };
    } finally {
      this.busy = false;
    }
  }
}
