import type { Hass } from "../../protocol/page.ts";

/** Home Assistant's `hass` as the plugin's parts know it (home-assistant/frontend, `src/types.ts`, `HomeAssistant`). */
export interface HomeAssistantHass extends Hass {
  /** `always_hidden`: the sidebar shows only when it is asked for. */
  readonly dockedSidebar?: string;
}

/**
 * Makes the plugin's `hass` of Home Assistant's, in which `location_name` is the home's name and not the hub's.
 * Home Assistant's is a new object with each change of any state; this one only when something is different that counts.
 */
export class HassAdapter {
  #last: Hass | undefined;

  adapt(theirs: HomeAssistantHass, hubName: string): Hass {
    const { connection, user, language } = theirs;
    const { darkMode } = theirs.themes;
    const last = this.#last;
    if (
      last?.connection === connection &&
      last.user === user &&
      last.language === language &&
      last.themes.darkMode === darkMode &&
      last.config.location_name === hubName
    )
      return last;
    this.#last = {
      connection,
      user,
      language,
      themes: { darkMode },
      config: { location_name: hubName },
      callApi: theirs.callApi,
      fetchWithAuth: theirs.fetchWithAuth,
    };
    return this.#last;
  }
}
