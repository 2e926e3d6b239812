import { escapeHtml, formatPageText, PAGE_HEADERS, PAGE_STYLE } from "../connect/page.ts";
import type { PageTexts } from "../connect/page-texts.ts";

/** What the page is about; each has its title and text below `config_panel.sign_in_page`. */
type DevicePage = "device_code" | "device_wrong_code" | "device_confirm" | "device_done" | "device_failed";

const KINDS: Readonly<Record<DevicePage, "question" | "done" | "problem">> = {
  device_code: "question",
  device_wrong_code: "problem",
  device_confirm: "question",
  device_done: "done",
  device_failed: "problem",
};

/**
 * Where a person types the code that a device shows (RFC 8628, section 3.3).
 * @param form `oidc-provider`'s: it holds the token that keeps other sites from sending it
 */
export function devicePage(
  texts: PageTexts,
  page: DevicePage,
  values: Readonly<Record<string, string>>,
  form?: string,
): { readonly headers: Record<string, string>; readonly body: string } {
  const text = (key: string) => escapeHtml(formatPageText(texts, key, values));
  const button = page === "device_confirm" ? "device_yes" : "continue";
  const id = form && /id="([^"]+)"/.exec(form)?.[1];
  const body = `<!doctype html>
<html lang="${texts.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(`${page}_title`)}</title>
<style>${PAGE_STYLE}${STYLE}</style>
<main data-kind="${KINDS[page]}">
<h1>${text(`${page}_title`)}</h1>
<p>${text(page)}</p>
${form ? `${labelled(form, text(`${page}_title`))}<div><button form="${id}" autofocus>${text(button)}</button>${page === "device_confirm" ? `<button form="${id}" name="abort" value="yes" class="quiet">${text("device_no")}</button>` : ""}</div>` : ""}
</main>
</html>
`;
  return { headers: { ...PAGE_HEADERS, "Content-Security-Policy": POLICY }, body };
}

/** The page's title is the field's name: the placeholder is English everywhere, and the policy lets no script run. */
const labelled = (form: string, name: string) =>
  form.replace(/placeholder="[^"]*"/, () => `aria-label="${name}"`).replace(/ onfocus="[^"]*"/, "");

const STYLE = `
form { margin-block-end: 1rem; }
input[name="user_code"] { box-sizing: border-box; width: 100%; min-height: 48px; padding: 0 1rem; border: 1px solid light-dark(#7b858d, #7d878f); border-radius: 8px; background: transparent; color: inherit; font: 500 1.25rem ui-monospace, monospace; letter-spacing: .1em; text-transform: uppercase; }
.quiet { margin-inline-start: .5rem; background: transparent; color: inherit; }`;
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
