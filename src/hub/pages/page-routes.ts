import { HttpError, json, redirect } from "../http/answers.ts";
import type { Router } from "../http/router.ts";
import { folderUrl } from "../texts/resources.ts";
import type { TranslationFiles } from "../texts/translation-files.ts";
import { serveBundleFile } from "./bundle-files.ts";
import { BUNDLE_PATH, renderIndexPage } from "./index-page.ts";

export interface PageParts {
  /** The hub's name, the page's title. */
  readonly name: string;
  /** What the build left: bundles and `manifest.json`. */
  readonly pageFolder: string;
  /** The shell's own texts are in its folder `hub`. */
  readonly translationsFolder: string;
  readonly files: TranslationFiles;
}

/** Home Assistant's My links (`/_my_redirect/NAME`), those that lead somewhere here. */
const MY_REDIRECTS: ReadonlyMap<string, string> = new Map([
  ["integrations", "/config/integrations/dashboard"],
  ["application_credentials", "/config/application_credentials"],
  ["oauth_applications", "/config/oauth_applications"],
]);

/** The page's addresses: every one is the same page, which reads its address itself. */
const PAGES = ["/", "/config", "/config/*", "/application_access", "/application_access/*"] as const;

/** Serves the page, its bundles and its texts; none of them needs a sign-in. */
export function servePages(router: Router, { name, pageFolder, translationsFolder, files }: PageParts): void {
  const shellTexts = new URL("hub/", folderUrl(translationsFolder));

  for (const path of PAGES) router.add("GET", path, async () => html(await renderIndexPage(name, pageFolder)));

  router.add("GET", "/_my_redirect/{name}", ({ params }) => {
    const target = MY_REDIRECTS.get(params.name ?? "");
    if (target === undefined) throw new HttpError(404, "Not found");
    return redirect(target);
  });

  router.add("GET", `${BUNDLE_PATH}translations/{file}`, async ({ params }) => {
    const language = /^(.+)\.json$/.exec(params.file ?? "")?.[1];
    if (language === undefined) throw new HttpError(404, "Not found");
    return json(await files.load(shellTexts, language), 200, { "cache-control": "no-cache" });
  });

  router.add("GET", `${BUNDLE_PATH}*`, ({ request, params }) =>
    serveBundleFile(pageFolder, params.rest ?? "", request.headers.get("accept-encoding") ?? ""),
  );
}

const html = (body: string) =>
  new Response(body, { headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-cache" } });
