import { type CommandHandler, handle, handleSubscription } from "../../backend/commands.ts";
import { HA_VERSION } from "../../backend/home-assistant-version.ts";
import type { Integration } from "../../backend/host.ts";
import { unauthorized } from "../../protocol/errors.ts";
import {
  getConfig,
  getTranslations,
  listManifests,
  type Manifest,
  subscribeEvents,
} from "../../protocol/home-assistant.ts";
import type { EventBus } from "../event-bus.ts";
import type { Integrations } from "../integrations.ts";
import type { Settings } from "../settings.ts";
import type { PublicOrigin } from "../start/public-origin.ts";
import type { Resources } from "../texts/resources.ts";

/** Events that every user may listen to: those of Home Assistant's SUBSCRIBE_ALLOWLIST that this hub fires. */
const FOR_EVERY_USER = new Set(["repairs_issue_registry_updated"]);

export interface HubCommandParts {
  readonly name: string;
  /** The manifest of the plugin itself. */
  readonly manifest: Manifest;
  readonly integrations: Integrations;
  readonly settings: Settings;
  readonly events: EventBus;
  readonly resources: Resources;
  readonly listening: string;
  readonly publicOrigin: PublicOrigin;
}

/** The hub's configuration, its integrations, their texts and its events. */
export function hubCommands(parts: HubCommandParts): CommandHandler[] {
  const { manifest, integrations, events, resources } = parts;
  return [
    handle(getConfig, () => describeConfig(parts)),

    handle(listManifests, ({ integrations: wanted }) =>
      [manifest, ...[...integrations.values()].map(toManifest)].filter(
        ({ domain }) => wanted === undefined || wanted.includes(domain),
      ),
    ),

    handle(getTranslations, async ({ language, category, integration, config_flow = false }) => {
      const domains = integration === undefined ? {} : { integrations: [integration].flat() };
      return { resources: await resources.find({ language, category, config_flow, ...domains }) };
    }),

    handleSubscription(subscribeEvents, ({ event_type }, caller, send) => {
      const allowed = caller.kind === "user" && (caller.is_admin || FOR_EVERY_USER.has(event_type ?? ""));
      if (!allowed) throw unauthorized();
      return events.listen(event_type, send);
    }),
  ];
}

/** Home Assistant's `Config.as_dict`, as far as a hub without a place and units has it. */
const describeConfig = ({ name, manifest, integrations, settings, listening, publicOrigin }: HubCommandParts) => ({
  location_name: name,
  version: HA_VERSION,
  language: settings.language,
  components: [manifest.domain, ...integrations.keys()],
  internal_url: listening,
  external_url: publicOrigin.configured ? publicOrigin.origin : null,
  state: "RUNNING",
  ...(publicOrigin.changed && { redirect_uri_changed: publicOrigin.changed }),
});

const toManifest = ({ domain, name, documentation, icon, generic }: Integration): Manifest => ({
  domain,
  name,
  documentation,
  icon,
  config_flow: true,
  integration_type: "service",
  is_built_in: true,
  ...(generic && { generic }),
});
