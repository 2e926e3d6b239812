import { randomBytes } from "node:crypto";
import type { Page } from "./page.ts";

const LIFE_MS = 10 * 60_000;
const MOST_PAGES = 1_000;

/**
 * What became of an authorization, for the address to which the callback redirects: so the last address in the
 * window, its history and its screenshots holds no code (SECURITY 9).
 */
export class ResultPages {
  readonly #pages = new Map<string, { page: Page; expiresAt: number }>();

  /** @returns the path that shows it. */
  keep(page: Page): string {
    const [oldest] = this.#pages.keys();
    if (oldest && this.#pages.size >= MOST_PAGES) this.#pages.delete(oldest);
    const id = randomBytes(16).toString("base64url");
    this.#pages.set(id, { page, expiresAt: Date.now() + LIFE_MS });
    return `/oauth/result?id=${id}`;
  }

  get(id: string | null): Page | undefined {
    const kept = this.#pages.get(id ?? "");
    return kept && kept.expiresAt > Date.now() ? kept.page : undefined;
  }
}
