import { consume } from "@lit/context";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { PreflightCheck } from "../../protocol/providers.ts";
import type { Client } from "../client.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { clientContext, localizeContext } from "../context.ts";
import type { Localize, TextKey } from "../localize.ts";
import "../components/alert.ts";

/** The findings that there are words for; of another one the hub's own English is shown. */
const WORDS: Readonly<Record<string, TextKey>> = {
  origin_differs: "preflight.origin_differs",
  origin_http: "preflight.origin_http",
  origin_not_public: "preflight.origin_not_public",
  callback_elsewhere: "preflight.callback_elsewhere",
  callback_unreachable: "preflight.callback_unreachable",
  clock_behind: "preflight.clock_behind",
  clock_ahead: "preflight.clock_ahead",
  endpoint_unreachable: "preflight.endpoint_unreachable",
  endpoint_error: "preflight.endpoint_error",
  endpoint_refused: "preflight.endpoint_refused",
};

/**
 * What would hinder a sign-in, looked for while its button is there already. It shows only what is wrong, and nothing
 * while it looks, or where the hub can't look.
 */
@customElement("ac-preflight")
export class AcPreflight extends LitElement {
  @property() accessor domain = "";
  @property({ attribute: false }) accessor clientId: string | undefined;
  @consume({ context: clientContext, subscribe: true }) accessor client!: Client;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @state() private accessor problems: readonly PreflightCheck[] = [];

  static override readonly styles = [
    tokens,
    focusRing,
    css`
      :host {
        display: block;
        margin-block-start: 16px;
        text-align: start;
      }
      ul {
        margin: 4px 0 0;
        padding-inline-start: 1.2em;
      }
      details {
        margin-block-start: 4px;
        font-size: 0.875rem;
      }
      summary {
        min-block-size: 24px;
        border-radius: 6px;
        cursor: pointer;
      }
      p {
        margin: 4px 0 0;
        color: var(--_quiet);
        overflow-wrap: anywhere;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("domain") || changed.has("clientId")) void this.#look();
  }

  override render() {
    const { localize, problems } = this;
    if (problems.length === 0) return nothing;
    return html`<ac-alert type="warning">
      <strong>${localize("preflight.title")}</strong>
      <ul>${problems.map((problem) => html`<li>${this.#words(problem)}</li>`)}</ul>
      <details>
        <summary>${localize("preflight.details")}</summary>
        ${problems.map(({ message }) => html`<p lang="en">${message}</p>`)}
      </details>
    </ac-alert>`;
  }

  #words({ reason, placeholders, message }: PreflightCheck): string {
    const key = WORDS[reason];
    return key ? this.localize(key, placeholders) : message;
  }

  async #look(): Promise<void> {
    const { domain, clientId, client } = this;
    const asked = { domain, origin: location.origin, ...(clientId && { client_id: clientId }) };
    const found = await client.call("application_credentials/preflight", asked).catch(() => []);
    if (domain !== this.domain || clientId !== this.clientId) return;
    this.problems = found.filter(({ status }) => status !== "ok");
  }
}
