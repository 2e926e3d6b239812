import { readStored, writeStored } from "../session/storage.ts";

export const THEMES = ["auto", "light", "dark"] as const;
export type ThemeChoice = (typeof THEMES)[number];

const KEY = "hub-theme";
const systemDark = matchMedia("(prefers-color-scheme: dark)");

/** The theme chosen in this browser. */
export function themeChoice(): ThemeChoice {
  const stored = readStored(KEY);
  return THEMES.find((theme) => theme === stored) ?? "auto";
}

export const rememberTheme = (choice: ThemeChoice): void => writeStored(KEY, choice);

export const isDark = (choice: ThemeChoice): boolean => choice === "dark" || (choice === "auto" && systemDark.matches);

/** Puts the theme on the document; theme/variables.ts and `light-dark()` go by it. */
export function applyTheme(choice: ThemeChoice): void {
  document.documentElement.dataset.theme = isDark(choice) ? "dark" : "light";
}

/** Tells when the system changes between light and dark. Returns the end of it. */
export function onSystemTheme(listener: () => void): () => void {
  systemDark.addEventListener("change", listener);
  return () => systemDark.removeEventListener("change", listener);
}
