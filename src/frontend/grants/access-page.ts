import { mdiApplicationBracketsOutline } from "@mdi/js";
import { css, html, nothing, type PropertyValues } from "lit";
import { customElement, state } from "lit/decorators.js";
import type { Grant } from "../../protocol/grants.ts";
import { scopeText } from "../applications/scope-text.ts";
import { tokens } from "../components/styles.ts";
import { listPageStyles } from "../list-page-styles.ts";
import { PanelElement } from "../panel-element.ts";
import { SaveController } from "../save-controller.ts";
import { grantUse } from "./grant-use.ts";
import { showRevokeDialog } from "./show-revoke-dialog.ts";
import "../components/alert.ts";
import "../components/badge.ts";
import "../components/button.ts";
import "../components/icon.ts";
import "../components/spinner.ts";

/** “Applications with access to your account”, for whoever is signed in: what each may do, and its end. */
@customElement("ac-access-page")
export class AcAccessPage extends PanelElement {
  @state() private accessor grants: readonly Grant[] | undefined;
  readonly #load = new SaveController(this);
  #begun = false;

  static override readonly styles = [
    tokens,
    listPageStyles,
    css`
      ul {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li,
      .empty {
        padding: 16px 20px;
        border: 1px solid var(--_line);
        border-radius: var(--_card-radius);
        background: var(--_surface);
      }
      .empty {
        padding-block: 40px;
        text-align: center;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 12px 20px;
      }
      .what {
        flex: 1 1 280px;
        min-inline-size: 0;
      }
      h2 {
        margin: 0;
        font-size: 1.0625rem;
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      small {
        display: block;
        color: var(--_quiet);
      }
      .scopes {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-block-start: 8px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener("focus", this.#refresh);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("focus", this.#refresh);
    this.#begun = false;
  }

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.#begun || this.localize === undefined) return;
    this.#begun = true;
    this.#refresh();
  }

  protected override renderPanel() {
    const { localize, grants } = this;
    const { error } = this.#load;
    return html`
      <p class="intro">${localize("grants.intro")}</p>
      ${
        error
          ? html`<ac-alert type="error">${localize("common.failed", { message: error.message })}
            <ac-button slot="action" appearance="text" @click=${this.#refresh}>${localize("common.retry")}</ac-button></ac-alert>`
          : nothing
      }
      ${this.#list(grants)}
    `;
  }

  #list(grants: readonly Grant[] | undefined) {
    const { localize } = this;
    if (!grants) return this.#load.error ? nothing : html`<ac-spinner></ac-spinner>`;
    if (grants.length > 0) return html`<ul>${grants.map((grant) => this.#one(grant))}</ul>`;
    return html`<div class="empty">
      <ac-icon .path=${mdiApplicationBracketsOutline}></ac-icon>
      <h2>${localize("grants.empty_title")}</h2>
      <p>${localize("grants.empty_text")}</p>
    </div>`;
  }

  #one(grant: Grant) {
    const { localize } = this;
    return html`<li>
      <div class="what">
        <h2>${grant.application_name ?? grant.application_id}</h2>
        <small>${grantUse(grant, localize)}</small>
        <div class="scopes">${grant.scopes.map((scope) => {
          const { title, description } = scopeText(scope, localize);
          return html`<ac-badge title=${description}>${title}</ac-badge>`;
        })}</div>
      </div>
      <ac-button appearance="outlined" variant="danger" @click=${() => void this.#revoke(grant)}>${localize("applications.access.revoke")}</ac-button>
    </li>`;
  }

  readonly #refresh = (): void => {
    void this.#load.run(async () => {
      const all = await this.client.call("application_credentials/grant/list", {});
      // An administrator's answer holds everybody's.
      this.grants = all.filter(({ user_id }) => user_id === this.hass.user.id);
    });
  };

  async #revoke(grant: Grant): Promise<void> {
    if (await showRevokeDialog(this, grant)) this.#refresh();
  }
}
