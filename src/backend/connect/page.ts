import { IntlMessageFormat } from "intl-messageformat";
import type { PageTexts } from "./page-texts.ts";

/** One of the few pages that the plugin serves itself, outside the hub's panels. */
export interface Page {
  readonly status: number;
  /** `done`: it closes itself. `problem`: it stays. `question`: it waits for a click. */
  readonly kind: "done" | "problem" | "question";
  /** Keys below `config_panel.sign_in_page`. */
  readonly title: string;
  readonly message: string;
  readonly values?: Readonly<Record<string, string>>;
  /** A provider's own words, folded away. */
  readonly details?: string;
  /** Makes the page a form that posts this ticket back to where it came from. */
  readonly ticket?: string;
}

/** No script or style but our own files; nothing may frame it (SECURITY 8, 9). */
export const PAGE_HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** The page as an answer. Everything that comes from outside is written as text. */
export function renderPage(page: Page, texts: PageTexts, headers: Record<string, string> = {}): Response {
  const text = (key: string) => escapeHtml(formatPageText(texts, key, page.values));
  const body = `<!doctype html>
<html lang="${texts.language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${text(page.title)}</title>
<link rel="stylesheet" href="/oauth/page.css">
<script src="/oauth/page.js" defer></script>
<main data-kind="${page.kind}">
<h1>${text(page.title)}</h1>
<p>${text(page.message)}</p>
${page.details ? `<details><summary>${text("details")}</summary><p>${escapeHtml(page.details)}</p></details>` : ""}
${page.ticket ? `<form method="post" action="/oauth/start"><input type="hidden" name="ticket" value="${escapeHtml(page.ticket)}"><button autofocus>${text("continue")}</button></form>` : ""}
${page.kind === "question" ? "" : `<button type="button" data-close hidden>${text("close")}</button>`}
</main>
</html>
`;
  return new Response(body, {
    status: page.status,
    headers: { ...PAGE_HEADERS, ...headers },
  });
}

/** A text below `config_panel.sign_in_page`, not escaped. */
export function formatPageText({ language, texts }: PageTexts, key: string, values: Page["values"]): string {
  const text = texts[key];
  // A missing text must not hide what happened: its key is better than an error page.
  return text === undefined ? key : String(new IntlMessageFormat(text, language).format({ ...values }));
}

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character] as string);

/** Takes the code out of the address bar, and closes the window that did its work. */
export const PAGE_SCRIPT = `const kind = document.querySelector("main").dataset.kind;
if (kind !== "question") history.replaceState(null, "", location.pathname);
const close = document.querySelector("[data-close]");
if (close) {
  close.hidden = false;
  close.addEventListener("click", () => window.close());
}
if (kind === "done") setTimeout(() => window.close(), 1200);
`;

export const PAGE_STYLE = `:root { color-scheme: light dark; font: 16px/1.5 Roboto, system-ui, sans-serif; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; background: light-dark(#f4f5f7, #111); color: light-dark(#1c1c1c, #e4e4e4); }
main { box-sizing: border-box; width: min(30rem, calc(100vw - 2rem)); margin: 1rem; padding: 2rem; border-radius: 12px; background: light-dark(#fff, #1e1e1e); border: 1px solid light-dark(#dfe1e5, #333); }
main::before { content: ""; display: block; width: 2.5rem; height: 2.5rem; margin-block-end: 1rem; border-radius: 50%; background: var(--mark) center / 60% no-repeat, var(--tone); }
[data-kind="done"] { --tone: #2e7d32; --mark: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='white' d='M21 7 9 19l-5.5-5.5 1.4-1.4L9 16.2 19.6 5.6z'/%3E%3C/svg%3E"); }
[data-kind="problem"] { --tone: #b3261e; --mark: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='white' d='M11 4h2v11h-2zm0 13h2v3h-2z'/%3E%3C/svg%3E"); }
[data-kind="question"] { --tone: #00729c; --mark: url("data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E%3Cpath fill='white' d='M7 14a3 3 0 1 1 2.8-4H21v4h-2v-2h-2v2h-2v-2H9.8A3 3 0 0 1 7 14z'/%3E%3C/svg%3E"); }
h1 { margin: 0 0 .5rem; font-size: 1.4rem; font-weight: 500; line-height: 1.3; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
details { margin-block-end: 1rem; color: light-dark(#5a5a5a, #a8a8a8); }
summary { cursor: pointer; min-height: 44px; display: flex; align-items: center; }
button { min-height: 44px; padding: 0 1.5rem; border: 0; border-radius: 22px; font: inherit; font-weight: 500; background: light-dark(#00729c, #4fc3f7); color: light-dark(#fff, #10222b); cursor: pointer; }
button:focus-visible, summary:focus-visible { outline: 3px solid light-dark(#00729c, #4fc3f7); outline-offset: 3px; }
`;
