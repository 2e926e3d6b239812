/**
 * The browser's storage for this hub. Where the browser refuses it (private windows, blocked site data),
 * a value lives as long as the page does.
 */
const fallback = new Map<string, string>();

/** A stored text, or null when there is none. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return fallback.get(key) ?? null;
  }
}

/** Stores a text; null removes it. */
export function writeStored(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === null) fallback.delete(key);
    else fallback.set(key, value);
  }
}
