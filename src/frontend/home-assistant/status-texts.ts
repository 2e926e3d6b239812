import type { Localize } from "../localize.ts";
import { type IntegrationStatus, isWritable } from "./status-controller.ts";

/** What a person deletes to remove the plugin, below the configuration folder. */
export const PLUGIN_FOLDER = "custom_components/application_credentials";
/** Home Assistant's own file, below the configuration folder (`helpers/storage.py`). */
export const PLAIN_TEXT_FILE = ".storage/application_credentials";

/** What is the matter, and what happens next. */
export function stateText({ backend, serving }: IntegrationStatus, localize: Localize): string {
  switch (backend.state) {
    case "installing":
      return localize("home_assistant.state.installing");
    case "starting":
      return localize("home_assistant.state.starting");
    case "stopped":
      return localize(backend.remote ? "home_assistant.state.unreachable" : "home_assistant.state.stopped");
    case "refused":
      return localize("home_assistant.state.refused");
    case "connected":
      return localize(serving === "snapshot" ? "home_assistant.state.lost" : "home_assistant.state.adopting");
  }
}

/** What the list is made of meanwhile. */
export function servingText({ serving }: IntegrationStatus, localize: Localize): string {
  switch (serving) {
    case "backend":
      return localize("home_assistant.serving.backend");
    case "snapshot":
      return localize("home_assistant.serving.snapshot");
    case "core":
      return localize("home_assistant.serving.core");
  }
}

/** Whether it goes on only after a person did something, for which Repairs has the steps. */
export const needsPerson = ({ backend, serving }: IntegrationStatus): boolean =>
  backend.state === "refused" || (backend.state === "connected" && serving === "snapshot");

/** Why controls that change something are disabled; blank where they are not. */
export const hindrance = (status: IntegrationStatus | undefined, localize: Localize): string =>
  status && !isWritable(status) ? localize("home_assistant.read_only") : "";
