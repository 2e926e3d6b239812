import { css, html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ProviderSettings, ProviderState } from "../../protocol/applications.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { withRecentLogin } from "../login/recent-login.ts";
import { PROVIDER_SWITCHES } from "./application-texts.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/copy-button.ts";
import "../components/spinner.ts";
import "../components/time.ts";
import "./provider-limits.ts";
import "./scope-switches.ts";

type SwitchRow = (typeof PROVIDER_SWITCHES)[number];

/** What the hub offers to applications: its issuer, what can be turned on, and the key that signs. */
@customElement("ac-provider-dialog")
export class AcProviderDialog extends DialogElement {
  @property({ attribute: false }) accessor offered: readonly string[] = [];
  @state() private accessor provider: ProviderState | undefined;
  @state() private accessor typed: ProviderSettings | undefined;

  static override readonly styles = [
    tokens,
    focusRing,
    dialogStyles,
    css`
      h3 {
        margin: 20px 0 4px;
        font-size: 1rem;
        font-weight: 500;
      }
      .value {
        display: flex;
        align-items: center;
        gap: 4px;
      }
      code {
        overflow-wrap: anywhere;
      }
      label {
        display: flex;
        gap: 14px;
        min-block-size: 44px;
        padding-block: 8px;
        cursor: pointer;
      }
      label input {
        flex: none;
        inline-size: 20px;
        block-size: 20px;
        margin: 2px;
        accent-color: var(--_primary);
      }
      small {
        display: block;
        color: var(--_quiet);
        line-height: 1.4;
      }
    `,
  ];

  override firstUpdated(): void {
    void this.#load();
  }

  protected override get dirty(): boolean {
    return this.typed !== undefined && JSON.stringify(this.typed) !== JSON.stringify(this.provider?.settings);
  }

  protected override heading(): string {
    return this.localize("applications.provider.title");
  }

  protected override content() {
    const { localize, provider } = this;
    if (!provider) return html`<ac-spinner></ac-spinner>`;
    const settings = this.typed ?? provider.settings;
    const unverified = settings.dynamic_registration || settings.client_id_metadata_documents;
    return html`
      <ac-provider-limits .limits=${provider.limits}></ac-provider-limits>
      <h3>${localize("applications.provider.issuer")}</h3>
      ${provider.issuer ? this.#value(provider.issuer, localize("applications.provider.copy_issuer")) : html`<p>${localize("applications.provider.no_issuer")}</p>`}
      <p><small>${localize("applications.provider.issuer_text")}</small></p>
      <h3>${localize("applications.provider.more")}</h3>
      ${PROVIDER_SWITCHES.map((row) => this.#switch(row, settings[row[0]]))}
      ${
        unverified
          ? html`<ac-alert type="warning">${localize("applications.provider.unverified_warning")}</ac-alert>
            <h3>${localize("applications.provider.unverified_scopes")}</h3>
            <ac-scope-switches .offered=${this.offered} .chosen=${settings.unverified_scopes} @change=${this.#onScopes}></ac-scope-switches>`
          : nothing
      }
      <h3>${localize("applications.provider.signing_key")}</h3>
      <p>${
        provider.signing_key_created_at
          ? html`${localize("applications.provider.key_since")} <ac-time datetime=${provider.signing_key_created_at} language=${localize.language}></ac-time>`
          : localize("applications.provider.no_key")
      }</p>
      <ac-button appearance="outlined" ?loading=${this.save.busy} @click=${this.#rotateKey}>${localize("applications.provider.rotate_key")}</ac-button>
    `;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize(this.dirty ? "common.cancel" : "common.close")}</ac-button>
      ${this.dirty ? html`<ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#save}>${this.progressText(localize("common.save"))}</ac-button>` : nothing}
    `;
  }

  #value(text: string, label: string) {
    const { localize } = this;
    return html`<div class="value"><code>${text}</code><ac-copy-button .text=${text} .label=${label} .copiedLabel=${localize("common.copied")}
      .failedLabel=${localize("common.copy_failed")}></ac-copy-button></div>`;
  }

  #switch([name, title, text]: SwitchRow, on: boolean) {
    const { localize } = this;
    return html`<label><input type="checkbox" .checked=${on} @change=${(event: Event) => this.#turn(name, event)} />
      <span>${localize(title)}<small>${localize(text)}</small></span></label>`;
  }

  #turn(name: SwitchRow[0], event: Event): void {
    const { checked } = event.target as HTMLInputElement;
    const before = this.typed ?? this.provider?.settings;
    if (before) this.typed = { ...before, [name]: checked };
  }

  readonly #onScopes = (event: CustomEvent<string[]>): void => {
    const before = this.typed ?? this.provider?.settings;
    if (before && event.detail.length > 0) this.typed = { ...before, unverified_scopes: event.detail };
  };

  async #load(): Promise<void> {
    const provider = await this.save.run(() => this.client.call("application_credentials/application/provider", {}));
    if (provider) this.provider = provider;
  }

  readonly #save = async (): Promise<void> => {
    const { typed } = this;
    if (!typed) return;
    const provider = await this.save.run(() =>
      withRecentLogin(this, () => this.client.call("application_credentials/application/update_provider", typed)),
    );
    if (provider) this.leave();
  };

  readonly #rotateKey = async (): Promise<void> => {
    const provider = await this.save.run(() =>
      withRecentLogin(this, () => this.client.call("application_credentials/application/rotate_signing_key", {})),
    );
    if (provider) this.provider = provider;
  };
}
