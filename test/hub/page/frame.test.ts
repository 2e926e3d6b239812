import { expect, html } from "@open-wc/testing";
import type { HubFrame } from "../../../src/hub/page/app/frame.ts";
import "../../../src/hub/page/app/frame.ts";
import { navigate } from "../../../src/hub/page/app/navigate.ts";
import { PATHS } from "../../../src/protocol/page.ts";
import { FakeHub } from "./support/fake-hass.ts";
import { expectAccessible, find, findAll, render, settled, textOf } from "./support/render.ts";

const KEY_ICON = "M0,0H24V24H0Z";

async function open(path: string, hub = new FakeHub()): Promise<HubFrame> {
  history.replaceState(null, "", path);
  return render<HubFrame>(html`<hub-frame .hass=${hub.hass()} .theme=${"auto"}></hub-frame>`);
}

describe("the frame", () => {
  const start = location.href;
  afterEach(() => history.replaceState(null, "", start));

  it("follows the address: pushed, gone back, or clicked", async () => {
    const frame = await open("/_my_redirect/application_credentials");
    expect(location.pathname).to.equal(PATHS.credentials);
    expect(find(frame, "hub-config-application-credentials")).to.not.equal(undefined);
    find(frame, "a.back")?.click();
    await settled(frame);
    expect(location.pathname).to.equal(PATHS.dashboard);
    expect(document.title).to.equal("Devices & services – Test Hub");
    navigate("/config/oauth_applications");
    await settled(frame);
    expect(find(frame, "hub-config-oauth-applications")).to.not.equal(undefined);
    await expectAccessible(frame);
    const back = new Promise((resolve) => addEventListener("popstate", resolve, { once: true }));
    history.back();
    await back;
    await settled(frame);
    expect(find(frame, "hub-integrations-page")).to.not.equal(undefined);
  });

  it("F52: shows the activity at its own address, with a way back to the credentials", async () => {
    const frame = await open(PATHS.activity);
    expect(find(frame, "hub-config-application-credentials-activity")).to.not.equal(undefined);
    expect(document.title).to.equal("Activity – Test Hub");
    find(frame, "a.back")?.click();
    await settled(frame);
    expect(location.pathname).to.equal(PATHS.credentials);
  });

  it("says that there is no such page", async () => {
    expect(textOf(await open("/config/elsewhere"))).to.contain("Page not found");
  });

  it("leaves links to the server's own pages to the browser", async () => {
    const frame = await open(PATHS.dashboard);
    const link = document.createElement("a");
    link.href = "/oauth/start?ticket=1";
    frame.append(link);
    let followed: boolean | undefined;
    addEventListener(
      "click",
      (event) => {
        followed = !event.defaultPrevented;
        event.preventDefault();
      },
      { once: true },
    );
    link.click();
    expect(followed).to.equal(true);
  });

  it("tells of a lost connection until it is back, and stops listening at the end", async () => {
    const hub = new FakeHub();
    const frame = await open(PATHS.dashboard, hub);
    hub.connect(false);
    await settled(frame);
    expect(textOf(frame)).to.contain("Connection lost. Trying again…");
    await expectAccessible(frame);
    hub.connect(true);
    await settled(frame);
    expect(textOf(frame)).to.not.contain("Connection lost");
    frame.remove();
    expect(hub.listeners).to.equal(0);
  });

  it("sends up the language, the theme and the wish to leave", async () => {
    const frame = await open(PATHS.dashboard);
    const sent: [string, unknown][] = [];
    for (const type of ["hub-language", "hub-theme", "hub-sign-out"])
      frame.addEventListener(type, (event) => sent.push([type, (event as CustomEvent).detail ?? undefined]));
    find(frame, "hub-user-menu >> .avatar")?.click();
    await expectAccessible(frame);
    find(frame, "hub-user-menu >> input[value=de]")?.click();
    find(frame, "hub-user-menu >> input[value=dark]")?.click();
    find(frame, "hub-user-menu >> ac-button:not(.access)")?.click();
    expect(sent).to.deep.equal([
      ["hub-language", "de"],
      ["hub-theme", "dark"],
      ["hub-sign-out", undefined],
    ]);
  });

  it("shows what the plugin adds to the overflow menu, and goes where it leads", async () => {
    const frame = await open(PATHS.dashboard);
    const menu = find<HTMLElement & { items: unknown[] }>(frame, "hub-integrations-menu");
    expect(find(frame, "hub-integrations-menu >> ac-menu")).to.equal(undefined);
    if (menu) menu.items = [{ path: PATHS.credentials, label: "Application credentials", icon: KEY_ICON }];
    await settled(frame);
    find(frame, "hub-integrations-menu >> ac-icon-button >> button")?.click();
    await settled(frame);
    await expectAccessible(frame);
    findAll(frame, "[role=menuitem]")[0]?.click();
    await settled(frame);
    expect(location.pathname).to.equal(PATHS.credentials);
  });
});
