import { html, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { micromark } from "micromark";

/**
 * Markdown as a template. micromark is safe as it is used here: raw HTML comes out as text, and links with other
 * schemes than http, https, mailto and the like come out empty.
 */
export function markdown(source: string): TemplateResult {
  const holder = document.createElement("template");
  holder.innerHTML = micromark(source);
  for (const image of holder.content.querySelectorAll("img")) image.replaceWith(image.alt);
  for (const link of holder.content.querySelectorAll("a")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
  return html`${unsafeHTML(holder.innerHTML)}`;
}
