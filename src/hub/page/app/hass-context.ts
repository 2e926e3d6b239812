import { createContext } from "@lit/context";
import type { Hass } from "../../../protocol/page.ts";

/** The signed-in page's `hass`; a new object each time that something in it changes. */
export const hassContext = createContext<Hass>(Symbol("hub-hass"));
