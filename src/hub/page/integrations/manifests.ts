import { mdiPuzzleOutline } from "@mdi/js";
import type { Manifest } from "../../../protocol/home-assistant.ts";
import type { Hass, PageConnection } from "../../../protocol/page.ts";

export type Manifests = ReadonlyMap<string, Manifest>;

const loaded = new WeakMap<PageConnection, Promise<Manifests>>();

/**
 * The hub's integrations by domain; asked for once per connection, unless they are wanted `afresh`: a credential for a
 * provider of one's own makes one.
 * @throws the answer's `{code, message}`
 */
export function loadManifests({ connection }: Hass, afresh = false): Promise<Manifests> {
  const known = afresh ? undefined : loaded.get(connection);
  if (known) return known;
  const manifests = connection
    .sendMessagePromise<Manifest[]>({ type: "manifest/list" })
    .then((list) => new Map(list.map((manifest) => [manifest.domain, manifest])));
  loaded.set(connection, manifests);
  manifests.catch(() => loaded.get(connection) === manifests && loaded.delete(connection));
  return manifests;
}

/** Those that a person can add, by name. */
export const addable = (manifests: Manifests, language: string): Manifest[] =>
  [...manifests.values()]
    .filter(({ config_flow }) => config_flow)
    .sort((a, b) => a.name.localeCompare(b.name, language));

/** Whether it is “Other OAuth account”, which stands for a provider of one's own. */
export const isGeneric = (manifests: Manifests | undefined, domain: string): boolean =>
  manifests?.get(domain)?.generic === true;

export const nameOf = (manifests: Manifests | undefined, domain: string): string =>
  manifests?.get(domain)?.name ?? domain;

/** An integration's icon (MDI SVG path); the embedded hub's manifests carry it as `icon`. */
export function iconOf(manifests: Manifests | undefined, domain: string): string {
  const icon = manifests?.get(domain)?.icon;
  return typeof icon === "string" ? icon : mdiPuzzleOutline;
}
