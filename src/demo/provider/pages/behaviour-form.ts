import { API_MODES, type BehaviourSettings, TOKEN_ENDPOINT_MODES } from "../behaviour.ts";
import { type Html, html } from "../http/html.ts";
import type { Texts } from "../texts.ts";

/** The switches, as they stand. */
export const behaviourForm = (texts: Texts, settings: BehaviourSettings): Html => html`
<p class="hint">${texts("console.behaviour.text")}</p>
<form method="post" action="/console/api/behaviour">
${number(texts, "delay_seconds", settings.delay_seconds, 0, 120)}
${choice(texts, "token_endpoint", TOKEN_ENDPOINT_MODES, settings.token_endpoint)}
${choice(texts, "api", API_MODES, settings.api)}
${choice(texts, "send_expires_in", ["true", "false"], String(settings.send_expires_in))}
${number(texts, "access_token_seconds", settings.access_token_seconds, 1, 86_400)}
<div class="buttons">
<button form="reset">${texts("console.behaviour.reset")}</button>
<button class="primary">${texts("console.behaviour.save")}</button>
</div>
</form>
<form id="reset" method="post" action="/console/api/behaviour/reset"></form>`;

const label = (texts: Texts, name: string) =>
  html`<label for="${name}">${texts(`console.behaviour.${name}.label`)}</label>`;

const number = (texts: Texts, name: string, value: number, least: number, most: number) => html`
${label(texts, name)}
<input id="${name}" name="${name}" type="number" value="${value}" min="${least}" max="${most}" required>`;

const choice = (texts: Texts, name: string, values: readonly string[], chosen: string) => html`
${label(texts, name)}
<select id="${name}" name="${name}">${values.map(
  (value) =>
    html`<option value="${value}"${value === chosen ? html` selected` : undefined}>${texts(`console.behaviour.${name}.${value}`)}</option>`,
)}</select>`;
