import { HUB_SURFACES } from "../../protocol/page.ts";
import { replaceContent } from "./replace-content.ts";

export const loadPage = (): Promise<unknown> => import("../credentials/credentials-page.ts");

/** The list of credentials at `/config/application_credentials`. */
export const addPage = (): void => replaceContent(HUB_SURFACES.page, "ac-credentials-page", loadPage, ["hass"]);
