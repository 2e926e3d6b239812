import { consume } from "@lit/context";
import type { virtualize } from "@lit-labs/virtualizer/virtualize.js";
import {
  mdiAccountKeyOutline,
  mdiAlertCircleOutline,
  mdiDatabaseOutline,
  mdiKeyOutline,
  mdiTicketConfirmationOutline,
} from "@mdi/js";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import type { ActivityItem } from "../../protocol/activity.ts";
import { focusRing, tokens } from "../components/styles.ts";
import { localizeContext } from "../context.ts";
import { credentialPath } from "../credentials/linked-credential.ts";
import { hubLinks, type Links, linksContext } from "../links.ts";
import type { Localize } from "../localize.ts";
import type { KnownRecords } from "./activity-controller.ts";
import { type ActivityLine, type Piece, recordText } from "./activity-line.ts";
import { activityListStyles } from "./activity-list-styles.ts";
import "../components/icon.ts";
import "../components/time.ts";

/** Longer lists draw only the lines to be seen; shorter ones stay whole, for the browser's own search and for printing. */
const WHOLE_UP_TO = 100;

const ICONS: Readonly<Record<string, string>> = {
  account: mdiAccountKeyOutline,
  integration_token: mdiTicketConfirmationOutline,
  data: mdiDatabaseOutline,
};

/** Lines of the activity, each a sentence with its time, and with links to what is still there. */
@customElement("ac-activity-list")
export class AcActivityList extends LitElement {
  @property({ attribute: false }) accessor lines: readonly ActivityLine[] = [];
  @property({ attribute: false }) accessor known!: KnownRecords;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;
  @consume({ context: linksContext }) accessor links: Links = hubLinks;
  @state() private accessor virtualize: typeof virtualize | undefined;

  static override readonly styles = [tokens, focusRing, activityListStyles];

  override willUpdate(changed: PropertyValues): void {
    if (changed.has("lines") && this.lines.length > WHOLE_UP_TO && !this.virtualize) void this.#loadVirtualize();
  }

  override render() {
    return html`<div role="list" class="lines" aria-label=${this.localize("activity.label")}>${this.#drawn()}</div>`;
  }

  #drawn() {
    const { lines } = this;
    const draw = (line: ActivityLine, index: number) => this.#line(line, index);
    const keyFunction = ({ id }: ActivityLine) => id;
    if (lines.length > WHOLE_UP_TO && this.virtualize)
      return this.virtualize({ items: [...lines], renderItem: draw, keyFunction });
    return repeat(lines.slice(0, WHOLE_UP_TO), keyFunction, draw);
  }

  #line({ item, failed, group, pieces }: ActivityLine, index: number) {
    const failure = this.localize("activity.filter.failed");
    return html`<div role="listitem" class="line ${failed ? "failed" : ""}" aria-setsize=${this.lines.length} aria-posinset=${index + 1}>
      ${
        failed
          ? html`<span class="mark" role="img" aria-label=${failure} title=${failure}><ac-icon .path=${mdiAlertCircleOutline}></ac-icon></span>`
          : html`<span class="mark"><ac-icon .path=${ICONS[group] ?? mdiKeyOutline}></ac-icon></span>`
      }
      <div class="text">
        <p class="sentence">${pieces.map((piece) => this.#piece(piece))}</p>
        ${this.#details(item)}
      </div>
      <ac-time class="time" .datetime=${item.at} .language=${this.localize.language} withTime></ac-time>
    </div>`;
  }

  #piece(piece: Piece) {
    if (typeof piece === "string") return piece;
    const words = recordText(piece, this.localize);
    if (!piece.name) return words;
    const path = this.#pathOf(piece);
    return path === undefined ? html`<bdi>${words}</bdi>` : html`<a href=${path}><bdi>${words}</bdi></a>`;
  }

  /** The page of a record that is still there. */
  #pathOf({ kind, id, domain }: ActivityItem["record"]): string | undefined {
    if (id === undefined) return undefined;
    if (kind === "credential" && this.known.credentials.has(id)) return credentialPath(id);
    if (kind === "account" && this.known.accounts.has(id) && domain !== undefined)
      return this.links.entries([{ entry_id: id, domain }]);
    return undefined;
  }

  /** The integration, why it failed, and from where it was asked. */
  #details({ record: { domain }, reason, address }: ActivityItem) {
    const integration = domain && (this.known.names[domain]?.name ?? domain);
    const from = address && this.localize("activity.from", { address });
    const where = [integration, from].filter(Boolean).join(" · ");
    return html`
      ${reason ? html`<p class="reason">${reason}</p>` : nothing}
      ${where ? html`<p class="where">${where}</p>` : nothing}
    `;
  }

  async #loadVirtualize(): Promise<void> {
    const module = await import("@lit-labs/virtualizer/virtualize.js");
    this.virtualize = module.virtualize;
  }
}
