import { HUB_SURFACES } from "../../protocol/page.ts";
import { replaceContent } from "./replace-content.ts";

/** The list of credentials at `/config/application_credentials`. */
export const addPage = (): void =>
  replaceContent(HUB_SURFACES.page, "ac-credentials-page", () => import("../credentials/credentials-page.ts"), [
    "hass",
  ]);
