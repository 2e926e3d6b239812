import { type Html, html } from "../http/html.ts";
import type { Texts } from "../texts.ts";

/** The frame of every page. `script` is the path of a module, for the one page that has any. */
export const layout = (texts: Texts, title: string, body: Html, script?: string): Html => html`<!doctype html>
<html lang="${texts.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · ${texts("provider")}</title>
<link rel="stylesheet" href="/pages/style.css">
${script === undefined ? undefined : html`<script type="module" src="${script}"></script>`}
</head>
<body>
<header><span class="mark" aria-hidden="true"></span>${texts("provider")}</header>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
