import { type Hass, HUB_SURFACES, type MenuItem, PATHS } from "../../protocol/page.ts";
import { loadPage } from "./page.ts";
import { type HostElement, patchElement } from "./patch-element.ts";
import { loadText, loadTitle } from "./title.ts";
import { whenIdle } from "./when-idle.ts";

/** `mdiKeyOutline`; a copy, so that this module does not bring the icons of all panels along. */
const ICON =
  "M21 18H15V15H13.3C12.2 17.4 9.7 19 7 19C3.1 19 0 15.9 0 12S3.1 5 7 5C9.7 5 12.2 6.6 13.3 9H24V15H21V18M17 16H19V13H22V11H11.9L11.7 10.3C11 8.3 9.1 7 7 7C4.2 7 2 9.2 2 12S4.2 17 7 17C9.1 17 11 15.7 11.7 13.7L11.9 13H17V16M7 15C5.3 15 4 13.7 4 12S5.3 9 7 9 10 10.3 10 12 8.7 15 7 15M7 11C6.4 11 6 11.4 6 12S6.4 13 7 13 8 12.6 8 12 7.6 11 7 11Z";

/** `mdiApplicationBracketsOutline` */
const APPLICATIONS_ICON =
  "M21 2H3C1.9 2 1 2.9 1 4V20C1 21.1 1.9 22 3 22H21C22.1 22 23 21.1 23 20V4C23 2.9 22.1 2 21 2M21 20H3V6H21V20M9 8H10V10H9C8.4 10 8 10.4 8 11V12C8 13.1 7.1 14 6 14C7.1 14 8 14.9 8 16V17C8 17.6 8.4 18 9 18H10V20H9C7.3 20 6 18.7 6 17V16C6 15.4 5.6 15 5 15H4V13H5C5.6 13 6 12.6 6 12V11C6 9.3 7.3 8 9 8M15 8C16.7 8 18 9.3 18 11V12C18 12.6 18.4 13 19 13H20V15H19C18.4 15 18 15.4 18 16V17C18 18.7 16.7 20 15 20H14V18H15C15.6 18 16 17.6 16 17V16C16 14.9 16.9 14 18 14C16.9 14 16 13.1 16 12V11C16 10.4 15.6 10 15 10H14V8H15Z";

type Menu = HostElement & { hass?: Hass; items: readonly MenuItem[] };

/** Adds our entry to the overflow menu of Devices & services, for administrators. */
export function addMenuEntry(): void {
  const languages = new WeakMap<Menu, string>();
  void patchElement(HUB_SURFACES.menu, (host, original) => {
    const menu = host as Menu;
    const { hass } = menu;
    if (hass?.user.is_admin && languages.get(menu) !== hass.language) {
      languages.set(menu, hass.language);
      void addTo(menu, hass);
    }
    return original();
  });
}

async function addTo(menu: Menu, { connection, language }: Hass): Promise<void> {
  const [credentials, applications] = await Promise.all([
    loadTitle(connection, language),
    loadText(connection, language, "applications.title"),
  ]);
  const others = menu.items.filter(({ path }) => path !== PATHS.credentials && path !== PATHS.applications);
  menu.items = [
    ...others,
    { path: PATHS.credentials, label: credentials, icon: ICON },
    { path: PATHS.applications, label: applications, icon: APPLICATIONS_ICON },
  ];
  whenIdle(loadAhead);
}

/** Whoever presses the entry finds the list's module there; a failure is the click's to show. */
const loadAhead = (): void => void loadPage().catch(() => {});
