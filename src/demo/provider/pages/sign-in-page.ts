import { MAX_NAME } from "../accounts.ts";
import { type Html, html } from "../http/html.ts";
import type { Texts } from "../texts.ts";
import { layout } from "./layout.ts";

export interface SignInPage {
  readonly uid: string;
  /** Who wants in. */
  readonly client: string;
  /** Who signed in last in this browser, or what was typed. */
  readonly name: string;
  /** Whether the name that was typed can't be taken. */
  readonly invalid: boolean;
}

export const signInPage = (texts: Texts, { uid, client, name, invalid }: SignInPage): Html =>
  layout(
    texts,
    texts("sign_in.title"),
    html`<p>${texts("sign_in.text", { client })}</p>
<form method="post" action="/interaction/${uid}/sign-in">
<label for="name">${texts("sign_in.name")}</label>
<input id="name" name="name" value="${name}" maxlength="${MAX_NAME}" autocomplete="username" required autofocus
  aria-describedby="hint${invalid ? " error" : ""}"${invalid ? html` aria-invalid="true"` : undefined}>
${invalid ? html`<p id="error" class="error" role="alert">${texts("sign_in.invalid", { most: MAX_NAME })}</p>` : undefined}
<p id="hint" class="hint">${texts("sign_in.hint")}</p>
<div class="buttons"><button class="primary">${texts("sign_in.continue")}</button></div>
</form>`,
  );
