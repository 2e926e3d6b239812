import { randomBytes } from "node:crypto";
import { ExpiringMap } from "../expiring-map.ts";
import type { Page } from "./page.ts";

const LIFE_MS = 10 * 60_000;
const MOST_PAGES = 1_000;

/**
 * What became of an authorization, for the address to which the callback redirects: so the last address in the
 * window, its history and its screenshots holds no code (SECURITY 9).
 */
export class ResultPages {
  readonly #pages = new ExpiringMap<Page>(LIFE_MS, MOST_PAGES);

  /** @returns the path that shows it. */
  keep(page: Page): string {
    const id = randomBytes(16).toString("base64url");
    this.#pages.set(id, page);
    return `/oauth/result?id=${id}`;
  }

  get(id: string | null): Page | undefined {
    return this.#pages.get(id ?? "");
  }
}
