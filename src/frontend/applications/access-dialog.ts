import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Application } from "../../protocol/applications.ts";
import type { Grant } from "../../protocol/grants.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { grantUse } from "../grants/grant-use.ts";
import { scopeText } from "./scope-text.ts";
import "../components/badge.ts";
import "../components/button.ts";
import "../components/spinner.ts";

/** Who lets an application act for them: what, since when, last used, and the end of it. */
@customElement("ac-application-access-dialog")
export class AcApplicationAccessDialog extends DialogElement {
  @property({ attribute: false }) accessor application!: Application;
  @state() private accessor grants: readonly Grant[] | undefined;
  @state() private accessor asksForAll = false;

  static override readonly styles = [
    dialogStyles,
    css`
      ul {
        display: grid;
        gap: 12px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px 16px;
        padding-block-end: 12px;
        border-block-end: 1px solid var(--divider-color, #ccc);
      }
      .who {
        flex: 1 1 240px;
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      small {
        display: block;
        color: var(--secondary-text-color, inherit);
      }
      .scopes {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
        margin-block-start: 4px;
      }
    `,
  ];

  override firstUpdated(): void {
    void this.#load();
  }

  protected override heading(): string {
    return this.localize("applications.access.title", { name: this.application.name });
  }

  protected override content() {
    const { localize, grants } = this;
    if (!grants) return html`<ac-spinner></ac-spinner>`;
    if (grants.length === 0) return html`<p>${localize("applications.access.none")}</p>`;
    return html`<ul>${grants.map((grant) => this.#one(grant))}</ul>`;
  }

  protected override actions() {
    const { localize } = this;
    const several = (this.grants?.length ?? 0) > 1;
    if (this.asksForAll) {
      return html`<span slot="actions" class="discard" role="alert">${localize("applications.access.all_question", { count: this.grants?.length ?? 0 })}</span>
        <ac-button slot="actions" appearance="text" @click=${this.#keepAll}>${localize("common.cancel")}</ac-button>
        <ac-button slot="actions" appearance="filled" variant="danger" ?loading=${this.save.busy} @click=${this.#revokeAll}>${localize("applications.access.revoke_all")}</ac-button>`;
    }
    return html`
      ${several ? html`<ac-button slot="actions" appearance="text" variant="danger" @click=${this.#askForAll}>${localize("applications.access.revoke_all")}</ac-button>` : nothing}
      <ac-button slot="actions" appearance="filled" @click=${this.leave}>${localize("common.close")}</ac-button>
    `;
  }

  #one(grant: Grant) {
    const { localize } = this;
    const { grant_id, user_name, user_id, scopes } = grant;
    return html`<li>
      <div class="who">${user_name ?? user_id}
        <small>${grantUse(grant, localize)}</small>
        <div class="scopes">${scopes.map((scope) => html`<ac-badge title=${scope}>${scopeText(scope, localize).title}</ac-badge>`)}</div>
      </div>
      <ac-button appearance="outlined" variant="danger" ?loading=${this.save.busy} @click=${() => void this.#revoke([grant_id])}>
        ${localize("applications.access.revoke")}</ac-button>
    </li>`;
  }

  async #load(): Promise<void> {
    const application_id = this.application.id;
    const grants = await this.save.run(() =>
      this.client.call("application_credentials/grant/list", { application_id }),
    );
    if (grants) this.grants = grants;
  }

  readonly #askForAll = (): void => {
    this.asksForAll = true;
  };

  readonly #keepAll = (): void => {
    this.asksForAll = false;
  };

  readonly #revokeAll = async (): Promise<void> => {
    await this.#revoke((this.grants ?? []).map(({ grant_id }) => grant_id));
    this.asksForAll = false;
  };

  /** One that ended meanwhile is what was wanted. */
  async #revoke(ids: readonly string[]): Promise<void> {
    await this.save.run(async () => {
      for (const grant_id of ids) {
        await this.client.call("application_credentials/grant/revoke", { grant_id }).catch((error) => {
          if (error.code !== "not_found") throw error;
        });
        this.grants = this.grants?.filter((grant) => grant.grant_id !== grant_id);
      }
    });
  }
}
