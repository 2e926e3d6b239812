import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HttpError } from "../http/answers.ts";

/** Where the bundles are served. */
export const BUNDLE_PATH = "/frontend/";

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

/**
 * The one page: the hub's shell, and extra modules beside it, as Home Assistant's `add_extra_js_url` brings them.
 * It holds no script of its own; the content security policy would refuse it.
 */
export async function renderIndexPage(title: string, pageFolder: string): Promise<string> {
  const { hub, inject } = await readManifest(pageFolder);
  const modules = [hub, inject].map(
    (file) => `<script type="module" src="${BUNDLE_PATH}${escapeHtml(file)}"></script>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
${modules.join("\n")}
</head>
<body></body>
</html>
`;
}

/** The build's list of its entries, by name; their file names carry hashes. */
async function readManifest(pageFolder: string): Promise<{ hub: string; inject: string }> {
  try {
    return JSON.parse(await readFile(join(pageFolder, "manifest.json"), "utf8")) as { hub: string; inject: string };
  } catch {
    throw new HttpError(503, "The pages are not built: run npm run build");
  }
}
