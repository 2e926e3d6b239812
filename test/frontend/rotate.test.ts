import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { type FakeConnection, LOST } from "./support/fake-connection.ts";
import { CALENDAR, fakeHass, fakeHub, MAIL, rotation } from "./support/fake-hass.ts";
import {
  button,
  expectAccessible,
  find,
  findAll,
  focused,
  get,
  mount,
  settled,
  textOf,
  type,
  unmountAll,
  until,
} from "./support/page.ts";

const SUBSCRIBE = "application_credentials/rotate/subscribe";
const ROTATE = "application_credentials/rotate";
const BACK_OUT = "application_credentials/rotate/back_out";
const REASON = "Demo Mail answered “invalid_client: no such secret”.";

let hub: FakeConnection;
let page: AcCredentialsPage;

const sent = (command: string) => hub.sent.filter((message) => message.type === command);
const isOpen = () => find<HTMLDialogElement>(page, "dialog")?.open === true;
const dialog = () => get(page, "ac-rotate-dialog");
const notices = () => findAll(get(page, "ac-rotation-notices"), "ac-alert");

async function openDialog(): Promise<void> {
  get(button(page, "Actions for Family mail"), "button").click();
  await settled();
  button(page, "Change secret…").click();
  await until(isOpen, "the dialog");
  await settled(60);
}

beforeEach(async () => {
  hub = fakeHub([CALENDAR, MAIL]);
  page = await mount("ac-credentials-page", { hass: fakeHass(hub) });
  await until(() => find(page, ".rows .row"), "the rows");
  await settled();
});
afterEach(unmountAll);

describe("changing a secret", () => {
  it("F4: guides, takes the secret with Enter, and gives the focus back to the row's menu", async () => {
    await openDialog();
    expect(textOf(dialog())).to.contain("Make a new secret at the provider").and.to.contain("you can go back");
    expect(focused()).to.equal(get(get(dialog(), "[name=client_secret]"), "input"));
    await sendKeys({ type: "the-new-one" });
    await sendKeys({ press: "Enter" });
    await until(() => !isOpen(), "the end of the dialog");
    expect(sent(ROTATE)).to.deep.equal([
      { type: ROTATE, application_credentials_id: MAIL.id, client_secret: "the-new-one" },
    ]);
    expect(focused()?.getAttribute("aria-label")).to.equal("Actions for Family mail");
  });

  it("says what is missing, and what looks like a slip", async () => {
    await openDialog();
    button(dialog(), "Use new secret").click();
    await settled();
    expect(textOf(dialog())).to.contain("Please fill this in");
    type(dialog(), "client_secret", MAIL.client_id);
    await settled();
    expect(textOf(dialog())).to.contain("same as the client ID");
    expect(sent(ROTATE)).to.deep.equal([]);
  });

  it("the stored secret once more is not taken for a new one", async () => {
    hub.answer(ROTATE, () => null);
    await openDialog();
    type(dialog(), "client_secret", "the-old-one");
    button(dialog(), "Use new secret").click();
    await settled(60);
    expect(textOf(dialog())).to.contain("the secret that Home has already");
    expect(isOpen()).to.equal(true);
  });

  it("a lost connection: sent again, and nothing typed is lost", async () => {
    let tries = 0;
    hub.answer(ROTATE, () => {
      tries += 1;
      if (tries === 1) throw LOST;
      return rotation({ application_credentials_id: MAIL.id });
    });
    await openDialog();
    type(dialog(), "client_secret", "the-new-one");
    button(dialog(), "Use new secret").click();
    await until(() => !isOpen(), "the end of the dialog");
    expect(tries).to.equal(2);
  });

  it("keeps what was typed when the hub refuses, and asks before it is thrown away", async () => {
    hub.answer(ROTATE, () => Promise.reject({ code: "backend_unavailable", message: "the disk is full" }));
    await openDialog();
    type(dialog(), "client_secret", "the-new-one");
    button(dialog(), "Use new secret").click();
    await settled(60);
    expect(textOf(dialog())).to.contain("the disk is full");
    button(dialog(), "Cancel");
    await sendKeys({ press: "Escape" });
    await settled();
    expect(textOf(dialog())).to.contain("Close and lose what you typed?");
  });

  it("is accessible, light and dark", async () => {
    await openDialog();
    await expectAccessible(dialog());
  });
});

describe("how changes of secrets stand", () => {
  const push = async (...rotations: object[]) => {
    hub.push(SUBSCRIBE, rotations);
    await settled(60);
  };
  const of = (values: object) => rotation({ application_credentials_id: MAIL.id, ...values });

  it("F4: not used yet, rejected in the provider's words, worked", async () => {
    expect(notices()).to.deep.equal([]);
    await push(of({}));
    expect(textOf(notices()[0] as Element)).to.contain("Family mail has a new secret");
    await push(of({ state: "rejected", reason: REASON }));
    expect(textOf(notices()[0] as Element))
      .to.contain("uses the old one in its place")
      .and.to.contain(REASON);
    await push(of({ state: "worked" }));
    expect(textOf(notices()[0] as Element)).to.contain("works. The old one is deleted");
    expect(findAll(get(page, "ac-rotation-notices"), "ac-button")).to.deep.equal([]);
    await push();
    expect(notices()).to.deep.equal([]);
  });

  it("goes back, once, also when the answer is lost", async () => {
    await push(of({ state: "rejected", reason: REASON }));
    let tries = 0;
    hub.answer(BACK_OUT, () => {
      tries += 1;
      throw tries === 1 ? LOST : { code: "home_assistant_error", message: "There is nothing to back out of" };
    });
    button(page, "Go back to the old secret").click();
    await settled(60);
    expect(sent(BACK_OUT)).to.have.length(2);
    expect(textOf(page)).not.to.contain("nothing to back out of");
  });

  it("says why it could not go back", async () => {
    await push(of({}));
    hub.answer(BACK_OUT, () => Promise.reject({ code: "backend_unavailable", message: "the disk is full" }));
    button(page, "Go back to the old secret").click();
    await settled(60);
    expect(textOf(notices()[0] as Element)).to.contain("the disk is full");
  });

  it("another secret can be entered from the notice; read only, nothing can", async () => {
    await push(of({ state: "rejected", reason: REASON }));
    button(page, "Enter another secret").click();
    await until(isOpen, "the dialog");
    await settled(60);
    button(dialog(), "Cancel").click();
    await settled(60);
    page.readOnly = "The backend is away";
    await settled(60);
    for (const words of ["Enter another secret", "Go back to the old secret"])
      expect((button(page, words) as HTMLElement & { disabled: boolean }).disabled).to.equal(true);
  });

  it("a hub that knows no rotations shows its list all the same", async () => {
    unmountAll();
    hub.answer(SUBSCRIBE, () => Promise.reject({ code: "unknown_command", message: "Unknown command." }));
    page = await mount("ac-credentials-page", { hass: fakeHass(hub) });
    await until(() => find(page, ".rows .row"), "the rows");
    expect(notices()).to.deep.equal([]);
    unmountAll();
    await settled();
    expect(hub.heldCount).to.equal(0);
  });

  it("is accessible, light and dark", async () => {
    await push(of({ state: "rejected", reason: REASON }), rotation({ application_credentials_id: CALENDAR.id }));
    await expectAccessible(get(page, "ac-rotation-notices"));
  });
});
