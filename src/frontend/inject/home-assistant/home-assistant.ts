/**
 * The module that every page of Home Assistant loads (`add_extra_js_url`): the menu's entry, the page in Home Assistant's
 * frame, and the panel that stands in where the page can't be taken. What they show is loaded when it is first needed.
 */
import { report, takeOnce } from "../patch-element.ts";
import { addMenuEntry } from "./menu.ts";
import { addPage } from "./page.ts";
import { definePanel } from "./panel.ts";

/** Home Assistant's own page goes on without the part that fails. */
function attempt(part: () => void): void {
  try {
    part();
  } catch (error) {
    report(`a part is not shown. ${error}`);
  }
}

// A mark of the page, not of the element registry: in older versions a polyfill replaces the registry after this ran.
if (takeOnce("home-assistant")) for (const part of [definePanel, addPage, addMenuEntry]) attempt(part);
