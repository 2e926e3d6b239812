import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcMissingCredentials } from "../../src/frontend/connect/missing-credentials.ts";
import "../../src/frontend/connect/missing-credentials.ts";
import { type FakeConnection, LOST } from "./support/fake-connection.ts";
import { credential, fakeHass, fakeHub, REDIRECT_URI } from "./support/fake-hass.ts";
import {
  button,
  expectAccessible,
  findAll,
  focused,
  get,
  mount,
  settled,
  textOf,
  type,
  unmountAll,
} from "./support/page.ts";

let hub: FakeConnection;
let step: AcMissingCredentials;
let events: string[];

const created = () => hub.sent.filter((message) => message.type === "application_credentials/create");

beforeEach(async () => {
  hub = fakeHub([]);
  const abort = { type: "abort", reason: "missing_credentials", flow_id: "f1", handler: "demo_mail" };
  step = await mount("ac-missing-credentials", { hass: fakeHass(hub), step: abort }, 500);
  events = [];
  for (const name of ["flow-restart", "flow-cancel"]) step.addEventListener(name, () => events.push(name));
});
afterEach(unmountAll);

describe("a wizard without credentials", () => {
  it("says so, with the instructions, the console's link and the exact redirect URI", () => {
    expect(textOf(step)).to.contain("To connect Demo Mail, Home needs a client ID");
    expect(textOf(step)).to.contain(REDIRECT_URI);
    expect(get<HTMLAnchorElement>(step, ".text a").href).to.equal("http://127.0.0.1:8351/console");
  });

  it("takes them, and lets the flow begin again", async () => {
    type(step, "client_id", " my-id ");
    type(step, "client_secret", "my-secret");
    await sendKeys({ press: "Enter" });
    await settled(60);
    expect(created()).to.have.length(1);
    expect(created()[0]).to.include({ domain: "demo_mail", client_secret: "my-secret" });
    expect(events).to.deep.equal(["flow-restart"]);
  });

  it("says what is missing, with the focus there", async () => {
    button(step, "Save and continue").click();
    await settled();
    expect(findAll(step, ".note.error")).to.have.length(2);
    expect(focused()).to.equal(get(get(step, "[name=client_id]"), "input"));
    expect(events).to.deep.equal([]);
  });

  it("makes one credential when the connection breaks while it is sent", async () => {
    type(step, "client_id", "my-id");
    type(step, "client_secret", "my-secret");
    hub.answer("application_credentials/create", () => {
      hub.lose();
      throw LOST;
    });
    button(step, "Save and continue").click();
    await settled();
    expect(textOf(step)).to.contain("The connection to Home is lost").and.to.contain("Waiting for Home");
    hub.answer("application_credentials/list", () => [credential({ id: "made", client_id: "my-id" })]);
    await hub.restore();
    await settled(60);
    expect(created()).to.have.length(1);
    expect(events).to.deep.equal(["flow-restart"]);
  });

  it("shows the hub's refusal and keeps what was typed", async () => {
    hub.answer("application_credentials/create", () =>
      Promise.reject({ code: "backend_unavailable", message: "The database can't be reached" }),
    );
    type(step, "client_id", "my-id");
    type(step, "client_secret", "my-secret");
    button(step, "Save and continue").click();
    await settled(60);
    expect(textOf(step)).to.contain("The database can't be reached");
    expect(get<HTMLInputElement>(get(step, "[name=client_id]"), "input").value).to.equal("my-id");
  });

  it("can be cancelled, and gives everything back", async () => {
    button(step, "Cancel").click();
    expect(events).to.deep.equal(["flow-cancel"]);
    step.remove();
    expect(hub.heldCount).to.equal(0);
  });

  it("is accessible, light and dark", () => expectAccessible(step)).timeout(15_000);
});

describe("a person who prefers a credential of their own", () => {
  beforeEach(async () => {
    unmountAll();
    hub = fakeHub([credential({ id: "older", client_id: "my-id" })]);
    hub.answer("application_credentials/list", () => [credential({ id: "older", client_id: "my-id" })]);
    const description_placeholders = { ready_made: "Demo Cloud" };
    const abort = { type: "abort", reason: "missing_credentials", flow_id: "f1", handler: "demo_mail" };
    step = await mount(
      "ac-missing-credentials",
      { hass: fakeHass(hub), step: { ...abort, description_placeholders } },
      500,
    );
  });

  it("F15: is told of what it is instead", async () => {
    expect(textOf(step)).to.contain("You can connect Demo Mail without Demo Cloud");
    await expectAccessible(step);
  });

  it("F15: a lost answer is not taken for one that was there before", async () => {
    type(step, "client_id", "my-id");
    type(step, "client_secret", "my-secret");
    let sent = 0;
    hub.answer("application_credentials/create", () => {
      sent += 1;
      if (sent > 1) return credential({ id: "made", client_id: "my-id" });
      hub.lose();
      throw LOST;
    });
    button(step, "Save and continue").click();
    await settled();
    await hub.restore();
    await settled(60);
    expect(sent).to.equal(2);
  });
});
