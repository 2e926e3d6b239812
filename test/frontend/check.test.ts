import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import "../../src/frontend/connect/missing-credentials.ts";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { type CheckResult, waitReason } from "../../src/protocol/check.ts";
import { type FakeConnection, LOST, type Message } from "./support/fake-connection.ts";
import { CALENDAR, fakeHass, fakeHub, MAIL, rotation } from "./support/fake-hass.ts";
import {
  button,
  expectAccessible,
  find,
  focused,
  get,
  mount,
  settled,
  textOf,
  type,
  unmountAll,
  until,
} from "./support/page.ts";

const CHECK = "application_credentials/check";
const ACCEPTED: CheckResult = { status: "accepted", reason: "Demo Mail knows this client ID and secret." };
const REJECTED: CheckResult = { status: "rejected", reason: "Demo Mail answered “invalid_client: nobody we know”." };
const UNKNOWN: CheckResult = { status: "unknown", reason: "Demo Mail answered with the HTTP status 503." };

let hub: FakeConnection;
let page: AcCredentialsPage;

const sent = (command: string) => hub.sent.filter((message) => message.type === `application_credentials/${command}`);
const isOpen = () => find<HTMLDialogElement>(page, "dialog")?.open === true;
const dialog = () => get(page, "ac-add-dialog, ac-edit-dialog, ac-rotate-dialog, ac-check-dialog");
const line = () => textOf(get(dialog(), "ac-check-line"));
const answers = (...results: CheckResult[]) => {
  let next = 0;
  hub.answer(CHECK, () => results[Math.min(next++, results.length - 1)]);
};

async function openFromMenu(item: string): Promise<void> {
  get(button(page, "Actions for Family mail"), "button").click();
  await settled();
  button(page, item).click();
  await until(isOpen, "the dialog");
  await settled(60);
}

async function fillAdd(): Promise<void> {
  button(page, "Add credential").click();
  await until(isOpen, "the dialog");
  await settled(60);
  await sendKeys({ type: "mail" });
  await sendKeys({ press: "Enter" });
  await settled(60);
  type(dialog(), "client_id", "my-id");
  type(dialog(), "client_secret", "my-secret");
  await settled();
}

beforeEach(async () => {
  hub = fakeHub([CALENDAR, MAIL]);
  page = await mount("ac-credentials-page", { hass: fakeHass(hub) });
  await until(() => find(page, ".rows .row"), "the rows");
  await settled();
});
afterEach(unmountAll);

describe("checking before saving", () => {
  it("accepted: saved at once, and said", async () => {
    answers(ACCEPTED);
    await fillAdd();
    button(dialog(), "Save").click();
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
    const typed = { domain: "demo_mail", client_id: "my-id", client_secret: "my-secret" };
    expect(sent("check")).to.deep.equal([{ type: CHECK, ...typed }]);
    expect(sent("create")).to.have.length(1);
    expect(line()).to.contain("The provider knows this client ID and secret");
  });

  it("rejected: said beside the field in the provider's words; saved only when wanted anyway", async () => {
    answers(REJECTED);
    await fillAdd();
    button(dialog(), "Save").click();
    await settled(60);
    expect(line()).to.contain("does not accept").and.to.contain(REJECTED.reason);
    const shown = get(dialog(), "ac-check-line").getBoundingClientRect();
    const visible = get(dialog(), ".content").getBoundingClientRect();
    expect(shown.bottom).to.be.at.most(visible.bottom, "it is scrolled to");
    expect(sent("create")).to.deep.equal([]);
    button(dialog(), "Save anyway").click();
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
    expect(sent("check")).to.have.length(1);
    expect(sent("create")).to.have.length(1);
  });

  it("a corrected secret is checked anew; a name changes nothing", async () => {
    answers(REJECTED, ACCEPTED);
    await fillAdd();
    button(dialog(), "Save").click();
    await settled(60);
    type(dialog(), "name", "Mine");
    await settled();
    expect(line()).to.contain("does not accept");
    type(dialog(), "client_secret", "the-right-one");
    await settled();
    expect(line()).not.to.contain("does not accept");
    button(dialog(), "Save").click();
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
    expect(sent("check").map(({ client_secret }) => client_secret)).to.deep.equal(["my-secret", "the-right-one"]);
  });

  it("unknown: why is said, and saving stays possible", async () => {
    answers(UNKNOWN);
    await fillAdd();
    button(dialog(), "Save").click();
    await settled(60);
    expect(line()).to.contain("can't be told").and.to.contain(UNKNOWN.reason);
    expect(button(dialog(), "Save anyway")).to.exist;
  });

  it("while the provider is asked, it is said; Enter twice does not skip it, the button does", async () => {
    const answer = Promise.withResolvers<CheckResult>();
    hub.answer(CHECK, () => answer.promise);
    await fillAdd();
    await sendKeys({ press: "Enter" });
    await settled();
    expect(line()).to.contain("Asking the provider");
    await sendKeys({ press: "Enter" });
    await settled();
    expect(sent("create")).to.deep.equal([]);
    button(dialog(), "Save anyway").click();
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
    answer.resolve(REJECTED);
    await settled();
    expect(sent("create")).to.have.length(1);
    expect(textOf(dialog())).not.to.contain("does not accept");
  });

  it("another secret within the minute: counts down, and goes on by itself to the saving", async () => {
    answers({ status: "unknown", reason: waitReason(2) }, ACCEPTED);
    await fillAdd();
    button(dialog(), "Save").click();
    await settled(60);
    expect(line()).to.contain("It is asked again in 2 seconds");
    await settled(1_050);
    expect(line()).to.contain("again in 1 second.");
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
    expect(sent("check")).to.have.length(2);
  });

  it("a check that fails is no reason not to save; a hub that has none saves at once", async () => {
    hub.answer(CHECK, () => Promise.reject({ code: "home_assistant_error", message: "The hub is not connected." }));
    await fillAdd();
    button(dialog(), "Save").click();
    await settled(60);
    expect(line()).to.contain("The hub is not connected.");
    hub.answer(CHECK, () => Promise.reject({ code: "unknown_command", message: "Unknown command." }));
    type(dialog(), "client_id", "another-id");
    await settled();
    button(dialog(), "Save").click();
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
  });

  it("a lost connection: asked again when it is back", async () => {
    let tries = 0;
    hub.answer(CHECK, () => {
      tries += 1;
      if (tries === 1) throw LOST;
      return ACCEPTED;
    });
    await fillAdd();
    button(dialog(), "Save").click();
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
    expect(tries).to.equal(2);
  });

  it("can be asked for without saving", async () => {
    answers(ACCEPTED);
    await fillAdd();
    button(dialog(), "Check now").click();
    await settled(60);
    expect(line()).to.contain("knows this client ID and secret");
    expect(sent("create")).to.deep.equal([]);
    button(dialog(), "Save").click();
    await until(() => textOf(dialog()).includes("Credential saved"), "the end");
    expect(sent("check")).to.have.length(1);
  });

  it("editing: a new secret is checked, a name alone is not", async () => {
    answers(REJECTED);
    await openFromMenu("Edit");
    type(dialog(), "client_secret", "the-new-one");
    button(dialog(), "Save").click();
    await settled(60);
    expect(sent("check")).to.deep.equal([
      { type: CHECK, domain: MAIL.domain, client_id: MAIL.client_id, client_secret: "the-new-one" },
    ]);
    expect(line()).to.contain(REJECTED.reason);
    type(dialog(), "client_secret", "");
    type(dialog(), "name", "Renamed");
    await settled();
    button(dialog(), "Save").click();
    await until(() => !isOpen(), "the end of the dialog");
    expect(sent("check")).to.have.length(1);
    expect(sent("update")).to.have.length(1);
  });

  it("changing a secret: checked before it is used", async () => {
    answers(REJECTED);
    await openFromMenu("Change secret…");
    type(dialog(), "client_secret", "the-new-one");
    button(dialog(), "Use new secret").click();
    await settled(60);
    expect(line()).to.contain(REJECTED.reason);
    expect(sent("rotate")).to.deep.equal([]);
    button(dialog(), "Use it anyway").click();
    await until(() => !isOpen(), "the end of the dialog");
    expect(sent("rotate")).to.have.length(1);
  });

  it("is accessible with each outcome, light and dark", async () => {
    await fillAdd();
    for (const result of [ACCEPTED, REJECTED, UNKNOWN]) {
      answers(result);
      type(dialog(), "client_secret", `for-${result.status}`);
      await settled();
      button(dialog(), "Check now").click();
      await settled(60);
      await expectAccessible(dialog());
    }
  });
});

describe("checking in the wizard", () => {
  it("rejected: said, and the flow goes on when it is saved anyway", async () => {
    unmountAll();
    answers(REJECTED);
    const step = { type: "abort", flow_id: "f1", handler: "demo_mail", reason: "missing_credentials" };
    const missing = await mount("ac-missing-credentials", { hass: fakeHass(hub), step });
    await until(() => find(missing, "[name=client_id]"), "the fields");
    let restarted = false;
    missing.addEventListener("flow-restart", () => {
      restarted = true;
    });
    type(missing, "client_id", "my-id");
    type(missing, "client_secret", "my-secret");
    button(missing, "Save and continue").click();
    await settled(60);
    expect(textOf(missing)).to.contain(REJECTED.reason);
    expect(restarted).to.equal(false);
    button(missing, "Save anyway").click();
    await until(() => restarted, "the flow's restart");
    expect(sent("create")).to.have.length(1);
  });
});

describe("checking a stored credential", () => {
  it("from the row's menu: asks at once, says it, gives the focus back", async () => {
    answers(ACCEPTED);
    await openFromMenu("Check");
    expect(sent("check")).to.deep.equal([{ type: CHECK, application_credentials_id: MAIL.id }]);
    expect(textOf(dialog())).to.contain("Check Family mail").and.to.contain("knows this client ID and secret");
    await expectAccessible(dialog());
    button(dialog(), "Close").click();
    await until(() => !isOpen(), "the end of the dialog");
    expect(focused()?.getAttribute("aria-label")).to.equal("Actions for Family mail");
  });

  it("rejected: the provider's words, and the way to another secret", async () => {
    answers(REJECTED);
    await openFromMenu("Check");
    expect(textOf(dialog())).to.contain(REJECTED.reason);
    button(dialog(), "Change secret…").click();
    await until(() => find(page, "ac-rotate-dialog"), "the other dialog");
    await until(isOpen, "the other dialog");
    expect(textOf(get(page, "ac-rotate-dialog"))).to.contain("Change the secret of Family mail");
  });

  it("closed while it waits, it asks no more", async () => {
    answers({ status: "unknown", reason: waitReason(1) });
    await openFromMenu("Check");
    button(dialog(), "Close").click();
    await settled(1_200);
    expect(sent("check")).to.have.length(1);
  });

  it("from the notice of a changed secret", async () => {
    hub.push("application_credentials/rotate/subscribe", [rotation({ application_credentials_id: MAIL.id })]);
    await settled(60);
    answers(ACCEPTED);
    button(get(page, "ac-rotation-notices"), "Check now").click();
    await until(isOpen, "the dialog");
    await settled(60);
    expect((sent("check")[0] as Message).application_credentials_id).to.equal(MAIL.id);
  });
});
