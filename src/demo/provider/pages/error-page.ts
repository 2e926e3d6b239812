import { type Html, html } from "../http/html.ts";
import type { Texts } from "../texts.ts";
import { layout } from "./layout.ts";

/** What happened and what to do. @param error A key below `errors`. @param detail The protocol's own words. */
export const errorPage = (texts: Texts, error: string, detail?: string): Html =>
  layout(
    texts,
    texts(`errors.${error}.title`),
    html`<p>${texts(`errors.${error}.text`)}</p>
${detail === undefined ? undefined : html`<p class="detail" lang="en">${detail}</p>`}`,
  );
