import type { PageConnection } from "../../../protocol/page.ts";
import { loadTexts } from "../texts.ts";
import { currentHass } from "./surfaces.ts";

/** What page and panel show. */
export const CONTENT = "ac-home-assistant-page";
export const loadContent = (): Promise<unknown> => import("../../home-assistant/home-assistant-page.ts");

/**
 * The files that this module names are gone when the plugin was updated under an open page, or when the browser kept
 * this module: Home Assistant's own notification then offers to load the page anew.
 */
export async function offerReload(from: HTMLElement): Promise<void> {
  const { connection, language } = currentHass() ?? {};
  if (!connection || !language) return;
  const textOf = await loadReloadTexts(connection, language);
  const action = { text: textOf("home_assistant.reload"), action: () => location.reload() };
  const detail = { message: textOf("home_assistant.load_failed"), duration: -1, dismissable: true, action };
  from.dispatchEvent(new CustomEvent("hass-notification", { detail, bubbles: true, composed: true }));
}

const PREFIX = "component.application_credentials.config_panel.";

async function loadReloadTexts(connection: PageConnection, language: string): Promise<(key: string) => string> {
  const texts = await loadTexts(connection, language, "config_panel");
  return (key) => texts[PREFIX + key] ?? key;
}
