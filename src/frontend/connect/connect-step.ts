import { mdiCheckCircleOutline, mdiOpenInNew } from "@mdi/js";
import { css, html, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { ExternalStep } from "../../protocol/flow.ts";
import type { Client } from "../client.ts";
import type { OpenedWindow } from "../components/opened-window.ts";
import { tokens } from "../components/styles.ts";
import { ConnectionController } from "../connection-controller.ts";
import { dialogStyles } from "../dialog-styles.ts";
import type { TextKey } from "../localize.ts";
import { PanelElement } from "../panel-element.ts";
import { sendFlowEvent } from "./flow-events.ts";
import { FlowProgress } from "./flow-progress.ts";
import { SignInWindow } from "./sign-in-window.ts";
import { stepStyles } from "./step-styles.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "../components/icon.ts";
import "../components/spinner.ts";
import "./preflight.ts";

/**
 * The step in which the person signs in at the provider, in a window of its own. The result comes from the server:
 * it does not matter where the sign-in is finished. Sends up `flow-refresh`, `flow-cancel` and `flow-own-credential`.
 */
@customElement("ac-connect-step")
export class AcConnectStep extends PanelElement {
  @property({ attribute: false }) accessor step!: ExternalStep;
  /** A window that the click which led here has opened; the sign-in begins in it at once. */
  @property({ attribute: false }) accessor popup: OpenedWindow | undefined;
  /** The integration's name. */
  @state() private accessor integration = "";
  @state() private accessor finishing = false;
  readonly #window = new SignInWindow(this);
  readonly #connection = new ConnectionController(this);
  readonly #progress = new FlowProgress(this, () => this.#goOn());

  static override readonly styles = [
    tokens,
    dialogStyles,
    stepStyles,
    css`
      .state {
        display: grid;
        justify-items: center;
        gap: 12px;
        padding: 16px 8px 8px;
        text-align: center;
      }
      .state p {
        margin: 0;
        max-inline-size: 44ch;
      }
      .state > ac-icon {
        color: var(--_primary);
        --ac-icon-size: 48px;
      }
      .state ac-alert {
        text-align: start;
      }
      .quiet {
        color: var(--_quiet);
        font-size: 0.9375rem;
      }
    `,
  ];

  override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.has("client")) void this.#loadName();
    if (!changed.has("step")) return;
    this.finishing = false;
    const before = changed.get("step") as ExternalStep | undefined;
    if (before && before.flow_id !== this.step.flow_id) this.#window.reset();
  }

  override updated(changed: PropertyValues): void {
    if (!changed.has("popup") || !this.popup || this.popup.window.closed) return;
    this.#window.take(this.popup.window, this.#progress.url);
    void this.#progress.renew();
  }

  protected override renderPanel() {
    return html`
      <div class="state">${this.finishing ? this.#done() : this.#state()}</div>
      ${this.finishing ? "" : this.#preflight()}
      ${this.#lost()}
      ${this.finishing ? "" : this.#actions()}
    `;
  }

  #state() {
    switch (this.#window.state) {
      case "none":
        return html`<ac-icon .path=${mdiOpenInNew}></ac-icon><p>${this.#text("connect.before")}</p>${this.#service()}`;
      case "blocked":
        return html`<ac-alert type="warning">${this.#text("connect.blocked")}</ac-alert>`;
      case "closed":
        return html`<ac-alert type="warning">${this.#text("connect.closed")}</ac-alert>`;
      case "open":
        return this.#waiting("connect.waiting_hint");
      case "looks-closed":
        return this.#waiting("connect.looks_closed");
    }
  }

  /** Found out while the person reads; the button waits for nothing. */
  #preflight() {
    const clientId = URL.parse(this.step.url)?.searchParams.get("client_id") ?? undefined;
    return html`<ac-preflight .domain=${this.step.handler} .clientId=${clientId}></ac-preflight>`;
  }

  /** Signing in through a service of the hub is a choice: the other way is said beside it. */
  #service() {
    const service = this.step.description_placeholders?.ready_made;
    if (service === undefined) return nothing;
    return html`<p class="quiet">${this.localize("ready_made.used", { service })}</p>
      <ac-button appearance="text" @click=${() => sendFlowEvent(this, "flow-own-credential")}>${this.localize("ready_made.use_own")}</ac-button>`;
  }

  #waiting(hint: TextKey) {
    return html`
      <ac-spinner></ac-spinner>
      <p role="status">${this.#text("connect.waiting")}</p>
      <p class="quiet" role="status">${this.#text(hint)}</p>
    `;
  }

  #done() {
    return html`<ac-icon .path=${mdiCheckCircleOutline}></ac-icon><p role="status">${this.#text("connect.finishing")}</p>`;
  }

  #lost() {
    if (!this.#connection.lost) return "";
    return html`<ac-alert type="warning" class="problem">${this.#text("connect.connection_lost")}</ac-alert>`;
  }

  #actions() {
    return html`<div class="actions">
      <ac-button appearance="text" @click=${() => sendFlowEvent(this, "flow-cancel")}>${this.localize("common.cancel")}</ac-button>
      ${this.#openButton()}
    </div>`;
  }

  #openButton() {
    const { localize } = this;
    const { state } = this.#window;
    if (state === "blocked")
      return html`<ac-button appearance="filled" .icon=${mdiOpenInNew} href=${this.#progress.url} target="_blank" @click=${this.#onLink}>
        ${localize("connect.open_link")}
      </ac-button>`;
    const again = state === "open" || state === "looks-closed";
    return html`<ac-button appearance=${again ? "outlined" : "filled"} autofocus .icon=${mdiOpenInNew} @click=${this.#open}>
      ${localize(state === "none" ? "connect.open" : "connect.open_again")}
    </ac-button>`;
  }

  #text(key: TextKey): string {
    return this.localize(key, { integration: this.integration || this.step.handler });
  }

  readonly #open = (): void => {
    this.#window.open(this.#progress.url, `ac-connect-${this.step.flow_id}`);
    void this.#progress.renew();
  };

  /** The browser follows the link by itself; the next one has to be another. */
  readonly #onLink = (): void => {
    setTimeout(() => {
      this.#window.openedByLink();
      void this.#progress.renew();
    });
  };

  #goOn(): void {
    this.finishing = true;
    sendFlowEvent(this, "flow-refresh");
  }

  async #loadName(): Promise<void> {
    const { client } = this;
    const { handler } = this.step;
    const config = await client.call("application_credentials/config", {}).catch(() => undefined);
    const known = config?.integrations[handler]?.name;
    // A domain that only a credential knows is no integration that takes one.
    this.integration = known ?? (await manifestName(client, handler));
  }
}

async function manifestName(client: Client, domain: string): Promise<string> {
  const manifests = await client.call("manifest/list", { integrations: [domain] }).catch(() => []);
  return manifests[0]?.name ?? "";
}
