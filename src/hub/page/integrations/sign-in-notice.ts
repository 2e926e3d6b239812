import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import type { ConfigEntry, FlowInProgress } from "../../../protocol/home-assistant.ts";
import { signInAgain } from "../flow/sign-in-again.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { reauthFlowOf } from "./live-lists.ts";
import { type Manifests, nameOf } from "./manifests.ts";
import "../../../frontend/components/alert.ts";
import "../../../frontend/components/button.ts";

/** So many get a button here; the cards below have one for each. */
const MOST = 5;

/** How many accounts need somebody to sign in again, with one click for each. Sends up `hub-sign-in-again`. */
@customElement("hub-sign-in-notice")
export class HubSignInNotice extends LitElement {
  @property({ attribute: false }) accessor entries: readonly ConfigEntry[] = [];
  @property({ attribute: false }) accessor flows: ReadonlyMap<string, FlowInProgress> | undefined;
  @property({ attribute: false }) accessor manifests: Manifests | undefined;
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = css`
    ac-alert {
      display: block;
      margin-block-end: 24px;
    }
    ul {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      margin: 10px 0 0;
      padding: 0;
      list-style: none;
    }
    .more {
      align-self: center;
    }
  `;

  override render() {
    const waiting = this.entries.flatMap((entry) => {
      const flow = reauthFlowOf(this.flows, entry.entry_id);
      return flow ? [{ entry, flow }] : [];
    });
    if (waiting.length === 0) return nothing;
    const more = waiting.length - MOST;
    return html`<ac-alert type="warning">
      ${this.texts("reauth.notice", { count: waiting.length })}
      <ul>
        ${waiting.slice(0, MOST).map(
          ({ entry, flow }) => html`<li>
            <ac-button appearance="outlined" @click=${() => signInAgain(this, flow)}>${this.texts("reauth.button_for", this.#names(entry))}</ac-button>
          </li>`,
        )}
        ${more > 0 ? html`<li class="more">${this.texts("reauth.more", { count: more })}</li>` : nothing}
      </ul>
    </ac-alert>`;
  }

  #names({ title, domain }: ConfigEntry) {
    return { title, integration: nameOf(this.manifests, domain) };
  }
}
