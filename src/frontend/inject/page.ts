import { HUB_SURFACES } from "../../protocol/page.ts";
import { replaceContent } from "./replace-content.ts";

export const loadPage = (): Promise<unknown> => import("../credentials/credentials-page.ts");

const loadActivity = (): Promise<unknown> => import("../activity/activity-page.ts");

/** The list of credentials at `/config/application_credentials`, and the activity below it. */
export function addPages(): void {
  replaceContent(HUB_SURFACES.page, "ac-credentials-page", loadPage, ["hass"]);
  replaceContent(HUB_SURFACES.activity, "ac-activity-page", loadActivity, ["hass"]);
}
