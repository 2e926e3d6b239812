import { escapeHtml, formatPageText, PAGE_HEADERS, PAGE_STYLE } from "../connect/page.ts";
import type { PageTexts } from "../connect/page-texts.ts";

export type PageTextsFor = (acceptLanguage: string | null) => PageTexts;

/**
 * What a person sees where an application's request can't be answered to the application (RFC 6749, section 4.1.2.1):
 * they are not sent anywhere.
 * @param isOver it was begun too long ago, or in another browser
 */
export function errorPage(texts: PageTexts, hub: string, isOver: boolean, detail: string | undefined) {
  const [title, message] = isOver
    ? (["application_over_title", "application_over"] as const)
    : (["application_refused_title", "application_refused"] as const);
  const text = (key: string) => escapeHtml(formatPageText(texts, key, { hub }));
  const details = detail
    ? `<details><summary>${text("application_details")}</summary><p>${escapeHtml(detail)}</p></details>`
    : "";
  const body = `<!doctype html>
<html lang="${texts.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(title)}</title>
<style>${PAGE_STYLE}</style>
<main data-kind="problem">
<h1>${text(title)}</h1>
<p>${text(message)}</p>
${details}
</main>
</html>
`;
  return { headers: { ...PAGE_HEADERS, "Content-Security-Policy": POLICY }, body };
}

/** In Home Assistant the style has no address of its own. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";
