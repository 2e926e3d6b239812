import { consume } from "@lit/context";
import { css, html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { localizeContext } from "../context.ts";
import type { Localize } from "../localize.ts";
import { REPAIRS_PATH } from "./links.ts";
import { type IntegrationStatus, isWritable } from "./status-controller.ts";
import { hindrance, needsPerson, PLAIN_TEXT_FILE, PLUGIN_FOLDER, servingText, stateText } from "./status-texts.ts";
import { moduleVersion } from "./version.ts";
import "../components/alert.ts";
import "../components/button.ts";

/**
 * What an administrator has to know about the integration before the list: that this page is older than it, that nothing
 * can be changed and why, that secrets lie in clear text. Sends `remove-plain-text` when that is asked for.
 */
@customElement("ac-status-notices")
export class AcStatusNotices extends LitElement {
  @property({ attribute: false }) accessor status: IntegrationStatus | undefined;
  /** The version of the page's module. */
  @property({ attribute: false }) accessor version = moduleVersion;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = css`
    :host {
      display: block;
    }
    ac-alert {
      margin-block-end: 12px;
    }
    p {
      margin: 0;
    }
    p + p {
      margin-block-start: 4px;
    }
  `;

  override render() {
    const { status } = this;
    if (!status) return nothing;
    return [
      this.version !== undefined && this.version !== status.version ? this.#outdated(status) : nothing,
      isWritable(status) ? nothing : this.#readOnly(status),
      status.plain_text.present ? this.#plainText(status) : nothing,
    ];
  }

  #outdated({ version }: IntegrationStatus) {
    const { localize } = this;
    return html`<ac-alert type="warning">
      ${localize("home_assistant.updated", { version, page: this.version ?? "" })}
      <ac-button slot="action" @click=${reload}>${localize("home_assistant.reload")}</ac-button>
    </ac-alert>`;
  }

  #readOnly(status: IntegrationStatus) {
    const { localize } = this;
    const { error, state } = status.backend;
    return html`<ac-alert type=${state === "refused" ? "error" : "warning"}>
      <p>${stateText(status, localize)} ${servingText(status, localize)}</p>
      ${error ? html`<p>${localize("home_assistant.reason", { error })}</p>` : nothing}
      ${
        needsPerson(status)
          ? html`<ac-button slot="action" href=${REPAIRS_PATH}>${localize("home_assistant.open_repairs")}</ac-button>`
          : nothing
      }
    </ac-alert>`;
  }

  #plainText(status: IntegrationStatus) {
    const { localize } = this;
    const { credentials: count, kept_current: current } = status.plain_text;
    const reason = hindrance(status, localize);
    return html`<ac-alert type=${current ? "warning" : "info"}>
      ${
        current
          ? localize("home_assistant.kept_current", { count, file: PLAIN_TEXT_FILE, folder: PLUGIN_FOLDER })
          : localize("home_assistant.plain_text", { count, file: PLAIN_TEXT_FILE })
      }
      <ac-button slot="action" ?disabled=${reason !== ""} title=${reason || nothing} @click=${this.#remove}>
        ${localize("home_assistant.remove_plain_text.open")}
      </ac-button>
    </ac-alert>`;
  }

  readonly #remove = (): void => void this.dispatchEvent(new CustomEvent("remove-plain-text"));
}

const reload = (): void => location.reload();
