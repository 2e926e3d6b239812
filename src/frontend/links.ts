import { createContext } from "@lit/context";
import { PATHS } from "../protocol/page.ts";

/** An entry that uses a credential, as far as its page's address needs it. */
export interface LinkedEntry {
  readonly entry_id: string;
  readonly domain: string;
}

/** The host's pages that the plugin's parts lead to. */
export interface Links {
  /** Where the entries (at least one) that use a credential are shown. */
  entries(entries: readonly [LinkedEntry, ...LinkedEntry[]]): string;
}

/** The embedded hub has a page for each entry. */
export const hubLinks: Links = {
  entries: ([first, ...others]) =>
    others.length === 0 ? `${PATHS.entry}/${encodeURIComponent(first.entry_id)}` : PATHS.dashboard,
};

/** Provided by a host whose pages are not those of the embedded hub. */
export const linksContext = createContext<Links>(Symbol("ac-links"));
