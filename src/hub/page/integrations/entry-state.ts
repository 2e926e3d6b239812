import type { ConfigEntry } from "../../../protocol/home-assistant.ts";
import type { TextKey } from "../texts/texts.ts";

/** How a config entry is doing, as one word for its chip and the chip's colour. */
export interface EntryHealth {
  readonly key: TextKey;
  readonly tone: "good" | "warning" | "bad" | "neutral";
}

/** @param reauth whether a re-authentication waits: that is what the person can act on, so it goes first. */
export function healthOf(entry: ConfigEntry, reauth: boolean): EntryHealth {
  if (reauth) return { key: "state.reauth", tone: "bad" };
  switch (entry.state) {
    case "loaded":
      return { key: "state.loaded", tone: "good" };
    case "setup_retry":
      return { key: "state.setup_retry", tone: "warning" };
    case "setup_error":
    case "migration_error":
    case "failed_unload":
      return { key: "state.setup_error", tone: "bad" };
    case "setup_in_progress":
      return { key: "state.setup_in_progress", tone: "neutral" };
    case "not_loaded":
      return { key: "state.not_loaded", tone: "neutral" };
  }
}
