import { HUB_SURFACES } from "../../protocol/page.ts";
import { replaceContent } from "./replace-content.ts";

/** A config flow's step in which the person signs in at the provider. */
export const addExternalStep = (): void =>
  replaceContent(HUB_SURFACES.externalStep, "ac-connect-step", () => import("../connect/connect-step.ts"), [
    "hass",
    "step",
    "popup",
  ]);
