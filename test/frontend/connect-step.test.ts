import { expect } from "@open-wc/testing";
import type { AcConnectStep } from "../../src/frontend/connect/connect-step.ts";
import "../../src/frontend/connect/connect-step.ts";
import type { ExternalStep, FlowStep } from "../../src/protocol/flow.ts";
import type { Hass } from "../../src/protocol/page.ts";
import type { FakeConnection } from "./support/fake-connection.ts";
import { fakeHass, fakeHub } from "./support/fake-hass.ts";
import { button, expectAccessible, findAll, get, mount, settled, textOf, unmountAll } from "./support/page.ts";

const STEP: ExternalStep = {
  type: "external",
  step_id: "auth",
  flow_id: "f1",
  handler: "demo_calendar",
  url: "http://hub.example/oauth/start?ticket=1",
};

interface FakeWindow {
  closed: boolean;
  opener: unknown;
  close(): void;
}

let hub: FakeConnection;
let step: AcConnectStep;
let opened: { url: string; name: string }[];
let handle: FakeWindow | null;
let events: string[];
let asked: number;
let answer: () => FlowStep;

const { open } = window;

async function show(): Promise<void> {
  hub = fakeHub([]);
  asked = 0;
  answer = () => ({ ...STEP, url: `http://hub.example/oauth/start?ticket=${asked + 1}` });
  const callApi: Hass["callApi"] = async <Result>() => {
    asked += 1;
    return answer() as Result;
  };
  step = await mount("ac-connect-step", { hass: fakeHass(hub, { callApi }), step: STEP }, 500);
  events = [];
  for (const type of ["flow-refresh", "flow-cancel", "flow-own-credential"])
    step.addEventListener(type, () => events.push(type));
}

beforeEach(async () => {
  opened = [];
  handle = { closed: false, opener: window, close: () => undefined };
  window.open = (url, name) => {
    opened.push({ url: `${url}`, name: `${name}` });
    return handle as Window | null;
  };
  await show();
});
afterEach(() => {
  window.open = open;
  unmountAll();
});

const progressed = (flow_id: string) =>
  hub.push("subscribe_events", { event_type: "data_entry_flow_progressed", data: { handler: "d", flow_id } });

describe("the Connect step", () => {
  it("goes on in a window that a click has opened already", async () => {
    const led: string[] = [];
    const popup = {
      closed: false,
      opener: window as unknown,
      location: { replace: (url: string) => led.push(url) },
      close: () => undefined,
    };
    Object.assign(step, { popup: { window: popup } });
    await settled();
    expect(led).to.deep.equal([STEP.url]);
    expect(popup.opener).to.equal(null);
    expect(opened).to.deep.equal([]);
    expect(asked, "the next link is another one").to.equal(1);
    expect(textOf(step)).to.contain("Open again");
  });

  it("says that a window will open, and opens it from the click itself", () => {
    expect(textOf(step)).to.contain("A window opens where you sign in to Demo Calendar");
    button(step, "Connect").click();
    expect(opened).to.deep.equal([{ url: STEP.url, name: "ac-connect-f1" }]);
    expect(handle?.opener).to.equal(null);
  });

  it("opens again with a fresh ticket, as each works once", async () => {
    button(step, "Connect").click();
    await settled();
    expect(asked).to.equal(1);
    button(step, "Open again").click();
    expect(opened[1]?.url).to.contain("ticket=2");
  });

  it("waits, and goes on when the server says so, for its own flow only", async () => {
    button(step, "Connect").click();
    await settled();
    expect(textOf(step)).to.contain("Waiting for you to sign in to Demo Calendar");
    progressed("another");
    expect(events).to.deep.equal([]);
    progressed("f1");
    await settled();
    expect(events).to.deep.equal(["flow-refresh"]);
    expect(textOf(step)).to.contain("Signed in.");
  });

  it("goes on when somebody finishes elsewhere, without a click here", () => {
    progressed("f1");
    expect(events).to.deep.equal(["flow-refresh"]);
  });

  it("offers a real link when the window is blocked", async () => {
    handle = null;
    button(step, "Connect").click();
    await settled();
    const link = get<HTMLAnchorElement>(step, "a[target=_blank]");
    expect(textOf(step)).to.contain("blocked the sign-in window");
    expect(link.href).to.contain("ticket=2");
    link.addEventListener("click", (event) => event.preventDefault());
    link.click();
    await settled();
    expect(textOf(step)).to.contain("Waiting for you");
  });

  it("keeps waiting when the window looks closed, and says so", async () => {
    button(step, "Connect").click();
    if (handle) handle.closed = true;
    await settled(700);
    expect(textOf(step)).to.contain("The window looks closed.");
    progressed("f1");
    expect(events).to.deep.equal(["flow-refresh"]);
  });

  it("gives up on a closed window after three minutes", async () => {
    const { now } = Date;
    button(step, "Connect").click();
    if (handle) handle.closed = true;
    await settled(700);
    Date.now = () => now() + 3 * 60_000;
    await settled(600);
    Date.now = now;
    expect(textOf(step)).to.contain("The window was closed before the end");
    button(step, "Open again");
  });

  it("catches up after a lost connection", async () => {
    button(step, "Connect").click();
    await settled();
    hub.lose();
    await settled();
    expect(textOf(step)).to.contain("The connection to Home is lost");
    answer = () => ({ type: "external_done", step_id: "creation", flow_id: "f1", handler: "demo_calendar" });
    await hub.restore();
    await settled();
    expect(events).to.deep.equal(["flow-refresh"]);
  });

  it("lets the wizard say that the flow is gone", async () => {
    answer = () => {
      throw { status_code: 404, body: { message: "Invalid flow specified" } };
    };
    button(step, "Connect").click();
    await settled();
    expect(events).to.deep.equal(["flow-refresh"]);
  });

  it("can be cancelled", () => {
    button(step, "Cancel").click();
    expect(events).to.deep.equal(["flow-cancel"]);
  });

  it("gives back every subscription and listener, and closes the window that it opened", async () => {
    let closed = 0;
    if (handle) handle.close = () => (closed += 1);
    button(step, "Connect").click();
    const { parentElement } = step;
    for (let cycle = 0; cycle < 5; cycle += 1) {
      step.remove();
      await settled();
      expect(hub.heldCount).to.equal(0);
      parentElement?.append(step);
      await settled();
    }
    expect(closed).to.be.greaterThan(0);
  });

  it("is accessible before, while waiting and when blocked, light and dark", async () => {
    await expectAccessible(step);
    button(step, "Connect").click();
    await settled();
    await expectAccessible(step);
    handle = null;
    button(step, "Open again").click();
    await settled();
    await expectAccessible(step);
    expect(findAll(step, "a")).to.have.length(1);
  }).timeout(20_000);
});

describe("a sign-in through a service of the hub", () => {
  it("F15: says that nothing has to be set up, and offers a client ID of one's own beside it", async () => {
    step.step = { ...STEP, description_placeholders: { ready_made: "Demo Cloud" } };
    await settled();
    expect(textOf(step)).to.contain("Home signs you in through Demo Cloud. Nothing has to be set up at the provider.");
    await expectAccessible(step);
    button(step, "Use a client ID of my own instead").click();
    expect(events).to.deep.equal(["flow-own-credential"]);
    expect(opened).to.deep.equal([]);
  });

  it("F15: says nothing of it where a credential is used", () => {
    expect(textOf(step)).not.to.contain("Nothing has to be set up");
  });
});
