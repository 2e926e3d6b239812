import { LOCATION_CHANGED, PATHS } from "../../../protocol/page.ts";
import { report } from "../patch-element.ts";
import { currentHass, PANEL } from "./surfaces.ts";

/** How long the page's element may take to be defined, from when its address is shown. */
const WAIT_MS = 20_000;

let leads = false;
let timer: ReturnType<typeof setTimeout> | undefined;

const isShown = (): boolean => location.pathname.startsWith(PATHS.credentials);

/** Where Home Assistant's page can't be taken, its address leads to the panel, and so do all entries of menus. */
export const leadToPanel = {
  now(reason: string): void {
    if (!leads) report(`the hub's page is not one that is known (${reason}); the panel stands in.`);
    leads = true;
    go();
  },

  /** Waits, whenever the page's address is shown, for its element. */
  whenMissing(name: string): void {
    const onLocation = (): void => {
      clearTimeout(timer);
      if (!isShown()) return;
      if (leads) go();
      else timer = setTimeout(() => check(name, onLocation), WAIT_MS);
    };
    for (const type of [LOCATION_CHANGED, "popstate"]) addEventListener(type, onLocation);
    onLocation();
  },
};

function check(name: string, again: () => void): void {
  if (customElements.get(name) || !isShown()) return;
  // Home Assistant itself is not there yet: nobody sees its page.
  if (currentHass()) leadToPanel.now(`it has no ${name}`);
  else again();
}

function go(): void {
  if (!isShown() || !currentHass()?.panels[PANEL]) return;
  // What is below the page's address, such as the activity, is below the panel's too.
  const below = location.pathname.slice(PATHS.credentials.length) + location.search;
  history.replaceState(history.state, "", `/${PANEL}${below}`);
  window.dispatchEvent(new CustomEvent(LOCATION_CHANGED, { detail: { replace: true } }));
}
