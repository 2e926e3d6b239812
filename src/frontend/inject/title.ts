import type { PageConnection } from "../../protocol/page.ts";
import { loadTexts } from "./texts.ts";

/** The plugin's title; where the texts can't be had its domain, so that the way to the page stays open. */
export async function loadTitle(connection: PageConnection, language: string): Promise<string> {
  const texts = await loadTexts(connection, language, "title");
  return texts["component.application_credentials.title"] ?? "application_credentials";
}

/** A text of the panels, by its key below `config_panel`; the key where the texts can't be had. */
export async function loadText(connection: PageConnection, language: string, key: string): Promise<string> {
  const texts = await loadTexts(connection, language, "config_panel");
  return texts[`component.application_credentials.config_panel.${key}`] ?? key;
}
