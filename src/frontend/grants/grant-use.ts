import { html, nothing, type TemplateResult } from "lit";
import type { Grant } from "../../protocol/grants.ts";
import type { Localize } from "../localize.ts";
import "../components/time.ts";

/** Since when an application has access, when it last used it, and from where as far as that is known. */
export function grantUse({ created_at, last_used_at, last_used_address }: Grant, localize: Localize): TemplateResult {
  const { language } = localize;
  const since = html`${localize("applications.access.since")} <ac-time datetime=${created_at} language=${language}></ac-time>`;
  const used = last_used_at
    ? html` · ${localize("applications.access.last_used")} <ac-time datetime=${last_used_at} language=${language} withTime></ac-time>`
    : nothing;
  const from = last_used_address
    ? html` · ${localize("applications.access.from", { address: last_used_address })}`
    : nothing;
  return html`${since}${used}${from}`;
}
