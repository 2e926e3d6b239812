import { PATHS } from "../../../protocol/page.ts";

/** What an address shows. */
export type Route =
  | { readonly page: "integrations"; readonly wizard?: Wizard }
  | { readonly page: "entry"; readonly entryId: string }
  | { readonly page: "credentials" }
  | { readonly page: "activity" }
  | { readonly page: "applications" }
  | { readonly page: "access" }
  | { readonly page: "consent"; readonly uid: string }
  | { readonly page: "not-found" };

/** The wizard that lies over Devices & services: of one integration, or first the choice of one. */
export interface Wizard {
  readonly domain: string | null;
}

export const entryPath = (entryId: string): string => `${PATHS.entry}/${encodeURIComponent(entryId)}`;
export const wizardPath = (domain: string): string => `${PATHS.add}?domain=${encodeURIComponent(domain)}`;

/** Addresses that stand for another one; the redirects of PROTOCOL section 2 hold inside the page too. */
const ALIASES: Readonly<Record<string, string>> = {
  "": PATHS.dashboard,
  "/config": PATHS.dashboard,
  "/config/integrations": PATHS.dashboard,
  "/_my_redirect/integrations": PATHS.dashboard,
  "/_my_redirect/application_credentials": PATHS.credentials,
  "/_my_redirect/oauth_applications": PATHS.applications,
};

/** The address that this one stands for, itself when it is no alias. */
export function canonicalPath(pathname: string): string {
  const path = pathname.replace(/\/+$/, "");
  return ALIASES[path] ?? path;
}

/** Reads an address of the page. */
export function parseRoute({ pathname, searchParams }: URL): Route {
  const path = canonicalPath(pathname);
  if (path === PATHS.dashboard) return { page: "integrations" };
  if (path === PATHS.add) return { page: "integrations", wizard: { domain: searchParams.get("domain") || null } };
  if (path === PATHS.credentials) return { page: "credentials" };
  if (path === PATHS.activity) return { page: "activity" };
  if (path === PATHS.applications) return { page: "applications" };
  if (path === PATHS.access) return { page: "access" };
  if (path.startsWith(PATHS.consent)) return { page: "consent", uid: path.slice(PATHS.consent.length) };
  const entryId = path === PATHS.entry ? searchParams.get("entry") : entryIdOf(path);
  return entryId ? { page: "entry", entryId } : { page: "not-found" };
}

function entryIdOf(path: string): string | undefined {
  const [id, ...rest] = path.startsWith(`${PATHS.entry}/`) ? path.slice(PATHS.entry.length + 1).split("/") : [];
  if (!id || rest.length > 0) return undefined;
  try {
    return decodeURIComponent(id);
  } catch {
    return undefined;
  }
}
