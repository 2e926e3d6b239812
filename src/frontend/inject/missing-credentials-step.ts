import { HUB_SURFACES } from "../../protocol/page.ts";
import { replaceContent } from "./replace-content.ts";

/** The end of a config flow for which there is no credential: it takes one. */
export const addMissingCredentialsStep = (): void =>
  replaceContent(
    HUB_SURFACES.missingCredentialsStep,
    "ac-missing-credentials",
    () => import("../connect/missing-credentials.ts"),
    ["hass", "step"],
  );
