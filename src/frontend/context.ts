import { createContext } from "@lit/context";
import type { Client } from "./client.ts";
import type { Localize } from "./localize.ts";

/** The hub's commands over the page's connection. */
export const clientContext = createContext<Client>(Symbol("ac-client"));

/** The texts in the page's language, with the hub's name in them. */
export const localizeContext = createContext<Localize>(Symbol("ac-localize"));
