import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { type FakeConnection, LOST, type Message } from "./support/fake-connection.ts";
import { CALENDAR, credential, fakeHass, fakeHub, MAIL, SPARE } from "./support/fake-hass.ts";
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
  unmountAll,
  until,
} from "./support/page.ts";

const MOVE = "application_credentials/move";
const TWIN = credential({ id: "demo_mail_twin", name: "Twin", client_id: MAIL.client_id });
const entry = (entry_id: string) => ({
  entry_id,
  domain: "demo_mail",
  title: entry_id,
  state: "loaded",
  reauth: false,
});
const USAGE = { [MAIL.id]: [entry("anna"), entry("ben"), entry("club")] };

let hub: FakeConnection;
let page: AcCredentialsPage;

const dialog = () => get(page, "ac-move-dialog");
const isOpen = () => find<HTMLDialogElement>(page, "dialog")?.open === true;
const sent = () => hub.sent.filter(({ type }) => type === MOVE).map(({ type: _type, ...fields }) => fields);

async function open(items = [CALENDAR, MAIL, SPARE, TWIN], usage: Record<string, unknown> = USAGE): Promise<void> {
  hub = fakeHub(items, usage);
  hub.answer(MOVE, ({ entry_ids }: Message) => ({ moved: entry_ids, pending: [], failed: [] }));
  page = await mount("ac-credentials-page", { hass: fakeHass(hub) });
  await until(() => find(page, ".rows .row"), "the rows");
  await settled();
}

async function openMenu(name: string): Promise<void> {
  get(button(page, `Actions for ${name}`), "button").click();
  await settled();
}

async function openDialog(name = "Family mail"): Promise<void> {
  await openMenu(name);
  button(page, "Move entries…").click();
  await until(isOpen, "the dialog");
  await settled(60);
}

async function choose(words: string): Promise<void> {
  get<HTMLElement>(dialog(), "ac-combobox").focus();
  get<HTMLInputElement>(get(dialog(), "ac-combobox"), "input").select();
  await sendKeys({ type: words });
  await sendKeys({ press: "Enter" });
  await settled(60);
}

async function confirm(words: string): Promise<void> {
  button(dialog(), words).click();
  await settled(80);
}

afterEach(unmountAll);

describe("moving entries (F9)", () => {
  it("stands in the menu beside Delete, and says why not where nothing is to be moved", async () => {
    await open();
    await openMenu("c3b9-spare");
    const item = button(page, "Move entries…");
    expect(item.getAttribute("aria-disabled")).to.equal("true");
    expect(textOf(item)).to.contain("Not used");
  });

  it("offers the credentials of the same integration alone, and says beforehand who has to sign in again", async () => {
    await open();
    await openDialog();
    await choose("c3b9");
    expect(textOf(dialog()))
      .to.contain("somebody has to sign in to these accounts again")
      .and.to.contain("Family mail");
    await expectAccessible(dialog());
    await choose("Twin");
    expect(textOf(dialog())).to.contain("They switch at once");
    await choose("Calendar");
    expect(findAll(dialog(), "[role=option]").map(textOf)).not.to.contain("Demo Calendar (built in)");
  }).timeout(15_000);

  it("moves those that are chosen, and names them", async () => {
    await open();
    await openDialog();
    await choose("Twin");
    const boxes = findAll<HTMLInputElement>(get(dialog(), "ac-entry-choice"), "input");
    expect(boxes.map(({ checked }) => checked)).to.deep.equal([true, true, true, true]);
    boxes[2]?.click();
    await settled();
    expect(boxes[0]?.indeterminate).to.equal(true);
    await confirm("Move 2 accounts");
    expect(sent()).to.deep.equal([{ from: MAIL.id, to: TWIN.id, entry_ids: ["anna", "club"] }]);
    expect(textOf(dialog())).to.contain("2 accounts use “Twin” now: anna club");
    const footer = findAll(dialog(), "ac-button").find((element) => textOf(element) === "Close");
    expect(footer?.shadowRoot?.activeElement).to.equal(focused());
    await expectAccessible(dialog());
    button(dialog(), "Close").click();
    await settled();
    expect(focused()).to.equal(get(button(page, "Actions for Family mail"), "button"));
  }).timeout(10_000);

  it("says which wait for a sign-in, with the way there, and which stayed and why; those it tries again", async () => {
    await open();
    hub.answer(MOVE, () => ({
      moved: [],
      pending: ["anna"],
      failed: [
        { entry_id: "ben", code: "home_assistant_error", message: "The hub is not connected." },
        { entry_id: "club", code: "unknown_error", message: "Unknown error" },
      ],
    }));
    await openDialog();
    await choose("c3b9");
    await confirm("Move 3 accounts");
    expect(textOf(dialog())).to.contain("1 account waits for a sign-in with “c3b9-spare”");
    expect(textOf(dialog())).to.contain("2 accounts stayed where they were: ben : The hub is not connected.");
    const link = get<HTMLAnchorElement>(get(dialog(), "ac-move-outcome"), "a");
    expect([link.getAttribute("href"), link.getAttribute("aria-label")]).to.deep.equal([
      "/config/integrations/entry/anna",
      "Sign in again: anna",
    ]);
    await expectAccessible(dialog());
    button(dialog(), "Try again").click();
    await settled();
    await confirm("Move 2 accounts");
    expect(sent().at(-1)?.entry_ids).to.deep.equal(["ben", "club"]);
  }).timeout(15_000);

  it("asks for what is missing", async () => {
    await open();
    await openDialog();
    get<HTMLInputElement>(get(dialog(), "ac-entry-choice"), "input").click();
    await settled();
    await confirm("Move 0 accounts");
    expect(textOf(dialog())).to.contain("Choose the credential").and.to.contain("Choose at least one account.");
    expect(focused()?.getAttribute("role")).to.equal("combobox");
    expect(sent()).to.deep.equal([]);
  });

  it("goes on a few at a time; a refused step leaves the rest named", async () => {
    const many = Array.from({ length: 7 }, (_, index) => entry(`account-${index}`));
    await open([MAIL, TWIN], { [MAIL.id]: many });
    let step = 0;
    hub.answer(MOVE, ({ entry_ids }: Message) => {
      step += 1;
      if (step === 2) throw { code: "not_found", message: "Unable to find application_credentials_id x" };
      return { moved: entry_ids, pending: [], failed: [] };
    });
    await openDialog();
    await confirm("Move 7 accounts");
    expect(textOf(dialog())).to.contain("5 accounts use “Twin” now").and.to.contain("2 accounts stayed");
    expect(textOf(dialog())).to.contain("account-6 : Unable to find");
  });

  it("asks the hub what came through when the answer was lost", async () => {
    const usage: Record<string, unknown> = { ...USAGE };
    await open([MAIL, TWIN, SPARE], usage);
    await openDialog();
    await choose("Twin");
    hub.answer(MOVE, () => {
      usage[MAIL.id] = [entry("ben"), entry("club")];
      usage[TWIN.id] = [entry("anna"), entry("ben")];
      hub.lose();
      throw LOST;
    });
    await confirm("Move 3 accounts");
    expect(textOf(dialog())).to.contain("The connection to Home is lost");
    hub.answer(MOVE, ({ entry_ids }: Message) => ({ moved: entry_ids, pending: [], failed: [] }));
    await hub.restore();
    await settled(80);
    expect(sent().at(-1)?.entry_ids).to.deep.equal(["club"]);
    expect(textOf(dialog())).to.contain("2 accounts use “Twin” now: anna club");
    expect(textOf(dialog())).to.contain("1 account waits for a sign-in");
  });

  it("leads to adding a credential where there is nowhere to move", async () => {
    await open([CALENDAR, MAIL]);
    await openDialog();
    expect(textOf(dialog())).to.contain("“Family mail” is the only credential of Demo Mail");
    await expectAccessible(dialog());
    button(dialog(), "Add credential").click();
    await until(() => find(page, "ac-add-dialog"), "the other dialog");
    await settled(60);
    expect(get<HTMLInputElement>(get(page, "ac-add-dialog"), "ac-combobox").value).to.equal("demo_mail");
  }).timeout(10_000);

  it("is offered where several are to be deleted, for those in use", async () => {
    await open();
    get<HTMLInputElement>(page, ".head input").click();
    await settled();
    button(page, "Delete").click();
    await until(isOpen, "the dialog");
    await settled(60);
    const offered = findAll(get(page, "ac-delete-dialog"), "li ac-button");
    expect(offered.map(({ title }) => title)).to.deep.equal(["Move the entries of Family mail to another credential"]);
    offered[0]?.click();
    await until(() => find(page, "ac-move-dialog"), "the other dialog");
    await settled(60);
    expect(textOf(dialog())).to.contain("Move entries of Family mail");
  });

  it("does nothing while the page is read-only", async () => {
    await open();
    page.readOnly = "Not possible now";
    await settled();
    await openMenu("Family mail");
    expect(button(page, "Move entries…").getAttribute("aria-disabled")).to.equal("true");
  });
});
