import { consume } from "@lit/context";
import { mdiDownload, mdiEyeOffOutline, mdiEyeOutline } from "@mdi/js";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { saveFile } from "../save-file.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/copy-button.ts";
import "../components/icon-button.ts";

/** What an application needs to sign people in. */
export interface ApplicationCredentials {
  readonly name: string;
  readonly issuer: string;
  readonly client_id: string;
  /** Absent where it is public. */
  readonly client_secret?: string | undefined;
  readonly redirect_uris: readonly string[];
}

/** The file that is offered: plain text, made in the browser. */
export function credentialsFile(credentials: ApplicationCredentials, at: Date): { name: string; text: string } {
  const { name, issuer, client_id, client_secret, redirect_uris } = credentials;
  const slug =
    name
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, "-")
      .replace(/^-|-$/g, "") || "application";
  const lines = [
    `Application: ${name}`,
    `Issuer: ${issuer}`,
    `Client ID: ${client_id}`,
    ...(client_secret === undefined ? [] : [`Client secret: ${client_secret}`]),
    ...redirect_uris.map((uri) => `Redirect URI: ${uri}`),
    `Date: ${at.toISOString()}`,
  ];
  return { name: `${slug}-oauth-credentials.txt`, text: `${lines.join("\n")}\n` };
}

/**
 * Client ID and secret, this once: hidden until the eye is pressed. Sends `kept` when they were copied, downloaded, or
 * the person says that they have them.
 */
@customElement("ac-secret-once")
export class AcSecretOnce extends LitElement {
  @property({ attribute: false }) accessor credentials!: ApplicationCredentials;
  @state() private accessor shown = false;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = [
    tokens,
    css`
      :host {
        display: grid;
        gap: 16px;
      }
      dl {
        display: grid;
        gap: 12px;
        margin: 0;
      }
      dt {
        color: var(--_quiet);
        font-size: 0.875rem;
      }
      dd {
        display: flex;
        align-items: center;
        gap: 4px;
        margin: 0;
        padding-inline-start: 14px;
        min-block-size: 48px;
        border: 1px solid var(--_line);
        border-radius: 8px;
        background: var(--_fill);
      }
      code {
        flex: 1;
        min-inline-size: 0;
        font: 0.9375rem/1.4 var(--_code);
        overflow-wrap: anywhere;
      }
      label {
        display: flex;
        align-items: center;
        gap: 12px;
        min-block-size: 44px;
        cursor: pointer;
      }
      input {
        inline-size: 20px;
        block-size: 20px;
        accent-color: var(--_primary);
      }
    `,
  ];

  override render() {
    const { localize } = this;
    const { client_id, client_secret } = this.credentials;
    return html`
      ${client_secret === undefined ? nothing : html`<ac-alert type="warning">${localize("applications.once.warning")}</ac-alert>`}
      <dl>
        <div><dt>${localize("applications.client_id")}</dt>
          <dd><code>${client_id}</code>${this.#copy(client_id, localize("applications.once.copy_id"), client_secret === undefined)}</dd></div>
        ${client_secret === undefined ? nothing : this.#secret(client_secret)}
      </dl>
      <div><ac-button appearance="outlined" .icon=${mdiDownload} @click=${this.#download}>${localize("applications.once.download")}</ac-button></div>
      ${
        client_secret === undefined
          ? nothing
          : html`<label><input type="checkbox" @change=${this.#acknowledge} />${localize("applications.once.saved")}</label>`
      }
    `;
  }

  #secret(secret: string) {
    const { localize } = this;
    const toggle = localize(this.shown ? "form.hide_secret" : "form.show_secret");
    return html`<div><dt>${localize("applications.client_secret")}</dt>
      <dd><code>${this.shown ? secret : "•".repeat(24)}</code>
        <ac-icon-button .path=${this.shown ? mdiEyeOffOutline : mdiEyeOutline} .label=${toggle} @click=${this.#toggle}></ac-icon-button>
        ${this.#copy(secret, localize("applications.once.copy_secret"), true)}</dd></div>`;
  }

  #copy(text: string, label: string, keeps: boolean) {
    const { localize } = this;
    return html`<ac-copy-button .text=${text} .label=${label} .copiedLabel=${localize("common.copied")}
      .failedLabel=${localize("common.copy_failed")} @copied=${keeps ? this.#kept : nothing}></ac-copy-button>`;
  }

  readonly #toggle = (): void => {
    this.shown = !this.shown;
  };

  readonly #download = (): void => {
    const { name, text } = credentialsFile(this.credentials, new Date());
    saveFile(name, text, "text/plain");
    this.#kept();
  };

  readonly #acknowledge = (event: Event): void => {
    const { checked } = event.target as HTMLInputElement;
    this.dispatchEvent(new CustomEvent("kept", { detail: checked }));
  };

  readonly #kept = (): void => {
    this.dispatchEvent(new CustomEvent("kept", { detail: true }));
  };
}
