/**
 * The module that every page of the host loads: it finds the host's surfaces and puts the plugin's parts there,
 * each loaded when it is first shown.
 */
import { HUB_SURFACES } from "../../protocol/page.ts";
import { addExternalStep } from "./external-step.ts";
import { addMenuEntry } from "./menu.ts";
import { addMissingCredentialsStep } from "./missing-credentials-step.ts";
import { addPages } from "./page.ts";
import { reportMissing } from "./patch-element.ts";

addMenuEntry();
addPages();
addExternalStep();
addMissingCredentialsStep();
reportMissing(Object.values(HUB_SURFACES));
