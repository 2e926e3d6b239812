import { PATHS } from "../../../protocol/page.ts";
import { elementsNamed, type HostElement, report, takeOnce } from "../patch-element.ts";
import { loadTitle } from "../title.ts";
import { whenIdle } from "../when-idle.ts";
import { loadContent } from "./content.ts";
import { currentHass, SURFACES } from "./surfaces.ts";

interface Menu extends HostElement {
  readonly renderRoot: ParentNode;
  updated(changed: unknown): void;
}

const OURS = `[href="${PATHS.credentials}"]`;

/**
 * Home Assistant's own menu has an entry that leads to the page (2024.3 to 2026.11). Where a version has none, one is
 * added, in the menu's own elements: `ha-dropdown` of newer ones, `ha-button-menu` of older ones.
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
  if (!menu.renderRoot.querySelector(OURS))
    void addEntry(menu).catch((error) => report(`the menu has no entry. ${error}`));
}

async function addEntry({ renderRoot }: Menu): Promise<void> {
  const hass = currentHass();
  const list = renderRoot.querySelector("ha-dropdown, ha-button-menu");
  if (!(hass?.user.is_admin && list)) return;
  const label = await loadTitle(hass.connection, hass.language);
  if (!renderRoot.querySelector(OURS))
    list.append(list.localName === "ha-dropdown" ? newEntry(label) : oldEntry(label));
}

function newEntry(label: string): HTMLElement {
  const item = document.createElement("ha-dropdown-item");
  item.textContent = label;
  const link = Object.assign(document.createElement("a"), { href: PATHS.credentials });
  link.style.textDecoration = "none";
  link.append(item);
  return link;
}

function oldEntry(label: string): HTMLElement {
  const item = document.createElement("ha-clickable-list-item");
  item.setAttribute("href", PATHS.credentials);
  item.textContent = label;
  return item;
}
