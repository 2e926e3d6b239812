import type { Links } from "../links.ts";

/** Home Assistant shows the entries of an integration on one page. */
export const homeAssistantLinks: Links = {
  entries: ([{ domain }]) => `/config/integrations/integration/${encodeURIComponent(domain)}`,
};

export const REPAIRS_PATH = "/config/repairs";
