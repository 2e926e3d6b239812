import { html, nothing } from "lit";
import { integrationName } from "../credentials/credential-row.ts";
import type { CredentialsConfig } from "../credentials/credentials-controller.ts";
import type { Localize } from "../localize.ts";
import type { FileOutcome } from "./file-import.ts";
import { RESULT_TEXTS } from "./texts.ts";

/** So many that failed are named; the rest is counted. */
const LISTED = 20;
const GOOD = ["added", "updated", "unchanged"] as const;

/** How an import ended: what is stored now, and which ones are not, each with its reason. */
export function outcomeView(
  localize: Localize,
  config: CredentialsConfig,
  outcomes: readonly FileOutcome[],
  leftOver: number,
) {
  const failed = outcomes.filter(({ result }) => result.result === "failed");
  const unsent = leftOver - failed.length;
  return html`
    <div role="status"><ul>
      ${GOOD.map((result) => {
        const count = outcomes.filter((outcome) => outcome.result.result === result).length;
        return count > 0 ? html`<li>${localize(RESULT_TEXTS[result], { count })}</li>` : nothing;
      })}
      ${unsent > 0 ? html`<li>${localize("file.result.unsent", { count: unsent })}</li>` : nothing}
    </ul></div>
    ${failed.length > 0 ? html`<ac-alert type="error" class="problem">${failures(localize, config, failed)}</ac-alert>` : nothing}
  `;
}

function failures(localize: Localize, config: CredentialsConfig, failed: readonly FileOutcome[]) {
  const more = failed.length - LISTED;
  return html`${localize("file.result.failed", { count: failed.length })}
    <ul>
      ${failed.slice(0, LISTED).map(({ row: { preview }, result }) => {
        const name = preview.name || preview.client_id || "";
        return html`<li>${name} (${integrationName(config, preview.domain ?? "")}): ${result.message ?? ""}</li>`;
      })}
      ${more > 0 ? html`<li>${localize("delete.more", { count: more })}</li>` : nothing}
    </ul>`;
}
