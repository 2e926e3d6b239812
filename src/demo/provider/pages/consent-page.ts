import { type Html, html } from "../http/html.ts";
import type { Texts } from "../texts.ts";
import { layout } from "./layout.ts";

export interface ConsentPage {
  readonly uid: string;
  /** The client's name. */
  readonly client: string;
  /** Where the answer goes: the redirect URI's host. */
  readonly destination: string;
  /** Who signed in. */
  readonly name: string;
  readonly scopes: readonly string[];
}

export const consentPage = (texts: Texts, { uid, client, destination, name, scopes }: ConsentPage): Html =>
  layout(
    texts,
    texts("consent.title", { client }),
    html`<p>${texts("consent.signed_in", { name })}</p>
<p id="wants">${texts("consent.wants", { client })}</p>
<ul aria-labelledby="wants">${scopes.map((scope) => scopeItem(texts, scope))}</ul>
<p class="hint">${texts("consent.until", { client, destination })}</p>
<form method="post" action="/interaction/${uid}/consent" class="buttons">
<button name="decision" value="deny">${texts("consent.deny")}</button>
<button name="decision" value="allow" class="primary" autofocus>${texts("consent.allow")}</button>
</form>`,
  );

const scopeItem = (texts: Texts, scope: string) =>
  html`<li>${texts(`scopes.${scope.replace(".", "_")}`)} <code>${scope}</code></li>`;
