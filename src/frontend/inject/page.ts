import { HUB_SURFACES } from "../../protocol/page.ts";
import { replaceContent } from "./replace-content.ts";

export const loadPage = (): Promise<unknown> => import("../credentials/credentials-page.ts");

const loadActivity = (): Promise<unknown> => import("../activity/activity-page.ts");

const loadApplications = (): Promise<unknown> => import("../applications/applications-page.ts");
const loadAccess = (): Promise<unknown> => import("../grants/access-page.ts");
const loadConsent = (): Promise<unknown> => import("../consent/consent-page.ts");

/** The list of credentials at `/config/application_credentials`, the activity below it, and what is about applications. */
export function addPages(): void {
  replaceContent(HUB_SURFACES.page, "ac-credentials-page", loadPage, ["hass"]);
  replaceContent(HUB_SURFACES.activity, "ac-activity-page", loadActivity, ["hass"]);
  replaceContent(HUB_SURFACES.applications, "ac-applications-page", loadApplications, ["hass"]);
  replaceContent(HUB_SURFACES.access, "ac-access-page", loadAccess, ["hass"]);
  replaceContent(HUB_SURFACES.consent, "ac-consent-page", loadConsent, ["hass", "uid"]);
}
