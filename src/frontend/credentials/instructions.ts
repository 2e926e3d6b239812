import { consume } from "@lit/context";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { Client } from "../client.ts";
import { markdown } from "../components/markdown.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { clientContext, localizeContext } from "../context.ts";
import { type Localize, loadResources } from "../localize.ts";
import type { CredentialsConfig } from "./credentials-controller.ts";
import "../components/copy-button.ts";

/**
 * How to get a client ID and secret for an integration: its own words (Home Assistant's category
 * `application_credentials`), and the redirect URI to register, exactly as it will be sent.
 */
@customElement("ac-instructions")
export class AcInstructions extends LitElement {
  @property() accessor domain = "";
  @property({ attribute: false }) accessor config!: CredentialsConfig;
  /** Where no integration tells it: the hub's own. */
  @property({ attribute: false }) accessor redirectUri: string | undefined;
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @state() private accessor description = "";

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: grid;
        gap: 14px;
      }
      .text {
        padding: 12px 16px;
        border-radius: 10px;
        background: var(--_tint);
        font-size: 0.9375rem;
        overflow-wrap: anywhere;
      }
      .text > :first-child {
        margin-block-start: 0;
      }
      .text > :last-child {
        margin-block-end: 0;
      }
      ol,
      ul {
        padding-inline-start: 1.4em;
      }
      li + li {
        margin-block-start: 4px;
      }
      a {
        color: var(--_primary);
      }
      code {
        font: 0.875em var(--_code);
      }
      .label {
        margin: 0 0 6px;
        font-size: 0.875rem;
        font-weight: 500;
      }
      .uri {
        display: flex;
        align-items: center;
        min-block-size: 48px;
        padding-inline-start: 14px;
        border: 1px dashed var(--_outline);
        border-radius: 8px;
      }
      .uri code {
        flex: 1;
        min-inline-size: 0;
        padding-block: 6px;
        overflow-wrap: anywhere;
        user-select: all;
      }
      .note {
        margin: 6px 0 0;
        color: var(--_quiet);
        font-size: 0.8125rem;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("domain") || changed.has("localize")) void this.#load();
  }

  override render() {
    const { localize } = this;
    const told = this.redirectUri ?? this.config.integrations[this.domain]?.redirect_uri;
    const uri = told ?? `${location.origin}/auth/external/callback`;
    return html`
      ${this.description ? html`<div class="text">${markdown(this.description)}</div>` : nothing}
      <div>
        <p class="label" id="label">${localize("instructions.redirect_uri")}</p>
        <div class="uri" role="group" aria-labelledby="label">
          <code>${uri}</code>
          <ac-copy-button .text=${uri} .label=${localize("instructions.copy_redirect_uri")}
            .copiedLabel=${localize("common.copied")} .failedLabel=${localize("common.copy_failed")}></ac-copy-button>
        </div>
        <p class="note">${localize("instructions.redirect_uri_helper")}</p>
      </div>
    `;
  }

  /** An integration without words of its own has none here either; so has one whose words can't be had. */
  async #load(): Promise<void> {
    const { domain, client, localize } = this;
    const category = "application_credentials";
    const resources = await loadResources(client, localize.language, category, domain).catch(() => undefined);
    if (domain !== this.domain) return;
    const text = resources?.[`component.${domain}.${category}.description`] ?? "";
    const placeholders = this.config.integrations[domain]?.description_placeholders ?? {};
    this.description = text.replace(/\{(\w+)\}/g, (whole, name: string) => placeholders[name] ?? whole);
  }
}
