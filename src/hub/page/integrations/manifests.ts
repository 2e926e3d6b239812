import { mdiPuzzleOutline } from "@mdi/js";
import type { Manifest } from "../../../protocol/home-assistant.ts";
import type { Hass, PageConnection } from "../../../protocol/page.ts";

export type Manifests = ReadonlyMap<string, Manifest>;

const loaded = new WeakMap<PageConnection, Promise<Manifests>>();

/**
 * The hub's integrations by domain; asked for once per connection, as they change only with a restart.
 * @throws the answer's `{code, message}`
 */
export function loadManifests({ connection }: Hass): Promise<Manifests> {
  const known = loaded.get(connection);
  if (known) return known;
  const manifests = connection
    .sendMessagePromise<Manifest[]>({ type: "manifest/list" })
    .then((list) => new Map(list.map((manifest) => [manifest.domain, manifest])));
  loaded.set(connection, manifests);
  manifests.catch(() => loaded.delete(connection));
  return manifests;
}

/** Those that a person can add, by name. */
export const addable = (manifests: Manifests, language: string): Manifest[] =>
  [...manifests.values()]
    .filter(({ config_flow }) => config_flow)
    .sort((a, b) => a.name.localeCompare(b.name, language));

export const nameOf = (manifests: Manifests | undefined, domain: string): string =>
  manifests?.get(domain)?.name ?? domain;

/** An integration's icon (MDI SVG path); the embedded hub's manifests carry it as `icon`. */
export function iconOf(manifests: Manifests | undefined, domain: string): string {
  const icon = manifests?.get(domain)?.icon;
  return typeof icon === "string" ? icon : mdiPuzzleOutline;
}
