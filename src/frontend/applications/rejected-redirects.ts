import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { Application, RejectedRedirect } from "../../protocol/applications.ts";
import type { Client } from "../client.ts";
import { tokens } from "../components/styles.ts";
import { clientContext, localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { DIFFERENCES } from "./application-texts.ts";
import "../components/alert.ts";
import "../components/button.ts";

/**
 * Addresses that requests used and that are not registered, with what is different. Sends `add` with an address that the
 * person wants, and `dismissed`.
 */
@customElement("ac-rejected-redirects")
export class AcRejectedRedirects extends LitElement {
  @property({ attribute: false }) accessor application!: Application;
  @property({ attribute: false }) accessor rejected: readonly RejectedRedirect[] = [];
  /** Its addresses are the application's own to say. */
  @property({ type: Boolean }) accessor fixed = false;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: block;
      }
      ac-alert {
        display: block;
        margin-block-end: 16px;
      }
      code {
        font: 0.875rem var(--_code);
        overflow-wrap: anywhere;
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
    `,
  ];

  override render() {
    return this.rejected.map((one) => this.#one(one));
  }

  #one(one: RejectedRedirect) {
    const { localize } = this;
    const { redirect_uri, count, difference, registered, problem } = one;
    const slash = redirect_uri.length > (registered?.length ?? 0) ? "more" : "less";
    return html`<ac-alert type="warning">
      ${localize("applications.rejected.used", { count })} <code>${redirect_uri}</code>
      ${registered === undefined ? localize("applications.rejected.none") : localize(DIFFERENCES[difference], { registered, slash })}
      ${problem === undefined ? nothing : localize("applications.rejected.not_possible")}
      <div slot="action" class="actions">
        ${
          problem === undefined && !this.fixed
            ? html`<ac-button appearance="text" @click=${() => this.#add(redirect_uri)}>${localize("applications.rejected.add")}</ac-button>`
            : nothing
        }
        <ac-button appearance="text" @click=${() => void this.#dismiss(redirect_uri)}>${localize("applications.rejected.dismiss")}</ac-button>
      </div>
    </ac-alert>`;
  }

  #add(uri: string): void {
    this.dispatchEvent(new CustomEvent("add", { detail: uri }));
    this.rejected = this.rejected.filter(({ redirect_uri }) => redirect_uri !== uri);
  }

  async #dismiss(redirect_uri: string): Promise<void> {
    const application_id = this.application.id;
    // Where it fails it stays, and can be dismissed again.
    await this.client
      .call("application_credentials/application/dismiss_rejected_redirect", { application_id, redirect_uri })
      .catch(() => undefined);
    this.dispatchEvent(new CustomEvent("dismissed"));
  }
}
