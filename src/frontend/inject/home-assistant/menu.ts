import { PATHS, type PageConnection } from "../../../protocol/page.ts";
import { elementsNamed, type HostElement, report, takeOnce } from "../patch-element.ts";
import { loadText, loadTitle } from "../title.ts";
import { whenIdle } from "../when-idle.ts";
import { loadContent } from "./content.ts";
import { currentHass, SURFACES } from "./surfaces.ts";

interface Menu extends HostElement {
  readonly renderRoot: ParentNode;
  updated(changed: unknown): void;
}

type Labels = (connection: PageConnection, language: string) => Promise<string>;

/** Where the menu leads; Home Assistant's own entry to the first has an address like ours. */
const ENTRIES: readonly (readonly [path: string, label: Labels])[] = [
  [PATHS.credentials, loadTitle],
  [
    `${PATHS.credentials}/oauth_applications`,
    (connection, language) => loadText(connection, language, "applications.title"),
  ],
];

const entryTo = (path: string) => `[href="${path}"]`;

/**
 * Home Assistant's own menu has an entry that leads to the page (2024.3 to 2026.11). What it lacks is added, in the menu's
 * own elements: `ha-dropdown` of newer ones, `ha-button-menu` of older ones.
 */
export function addMenuEntry(): void {
  if (takeOnce(SURFACES.menu)) void takeMenu().catch((error) => report(`the menu has no entry. ${error}`));
}

async function takeMenu(): Promise<void> {
  await customElements.whenDefined(SURFACES.menu);
  const { prototype } = window.customElements.get(SURFACES.menu) as unknown as { prototype: Menu };
  const original = prototype.updated;
  prototype.updated = function (this: Menu, changed) {
    original?.call(this, changed);
    look(this);
  };
  for (const menu of elementsNamed(SURFACES.menu, document)) look(menu as Menu);
}

/** Whoever opens the menu may go to the page next. */
function look(menu: Menu): void {
  whenIdle(() => void loadContent().catch(() => {}));
  void addEntries(menu).catch((error) => report(`the menu has no entry. ${error}`));
}

async function addEntries({ renderRoot }: Menu): Promise<void> {
  const hass = currentHass();
  const list = renderRoot.querySelector("ha-dropdown, ha-button-menu");
  if (!(hass?.user.is_admin && list)) return;
  for (const [path, labelIn] of ENTRIES) {
    if (renderRoot.querySelector(entryTo(path))) continue;
    const label = await labelIn(hass.connection, hass.language);
    // Another update may have added it meanwhile.
    if (renderRoot.querySelector(entryTo(path))) continue;
    list.append(list.localName === "ha-dropdown" ? newEntry(path, label) : oldEntry(path, label));
  }
}

function newEntry(path: string, label: string): HTMLElement {
  const item = document.createElement("ha-dropdown-item");
  item.textContent = label;
  const link = Object.assign(document.createElement("a"), { href: path });
  link.style.textDecoration = "none";
  link.append(item);
  return link;
}

function oldEntry(path: string, label: string): HTMLElement {
  const item = document.createElement("ha-clickable-list-item");
  item.setAttribute("href", path);
  item.textContent = label;
  return item;
}
