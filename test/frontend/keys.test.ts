import { expect } from "@open-wc/testing";
import type { LitElement } from "lit";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { showKeysDialog } from "../../src/frontend/keys/show-keys-dialog.ts";
import type { KeyState } from "../../src/protocol/keys.ts";
import { LOST } from "./support/fake-connection.ts";
import { CALENDAR, fakeHass, fakeHub, MAIL, SPARE } from "./support/fake-hass.ts";
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

const STATE: KeyState = {
  key_id: "cEFU-SMN6Vkq",
  data_keys: 1,
  records_pending: 0,
  rotating: false,
  records: 750,
  place: "file",
  ask_to_save: true,
  backup: "command",
  secrets_lost: [],
};
const SUBSCRIBE = "application_credentials/key/subscribe";
const WORDS = Array.from({ length: 24 }, (_, n) => `word${n}`).join(" ");

function hubWith(state: Partial<KeyState> = {}) {
  const hub = fakeHub([CALENDAR, MAIL, SPARE]);
  hub.answer(SUBSCRIBE, () => ({ ...STATE, ...state }));
  hub.answer("application_credentials/key/rotate", () => ({ ...STATE, rotating: true }));
  hub.answer("application_credentials/key/save", () => ({ key_id: STATE.key_id, key: "k".repeat(43), phrase: WORDS }));
  hub.answer("application_credentials/key/dismiss", () => null);
  return hub;
}

const show = (hub = hubWith(), options = {}, width?: number) =>
  mount<AcCredentialsPage>("ac-credentials-page", { hass: fakeHass(hub, options) }, width);

async function openKeys(page: LitElement): Promise<HTMLElement> {
  void showKeysDialog(page);
  return until(() => find(page, "ac-keys-dialog"), "the dialog");
}

describe("keys and backup", () => {
  afterEach(unmountAll);

  it("is in the page's menu, and shows key, place, commands and what a backup is worth", async () => {
    const page = await show();
    button(page, "More").click();
    await settled();
    button(page, "Keys and backup").click();
    const dialog = await until(() => find<HTMLElement>(page, "ac-keys-dialog"), "the dialog");
    await until(() => find(dialog, "dl"), "the key");
    expect(textOf(dialog)).to.match(/cEFU-SMN6Vkq.*A file beside the database that only Home can read.*Not saved yet/);
    expect(textOf(dialog)).to.match(
      /Without the key you can't either.*npm run backup -- FILE.*npm run restore -- FILE/,
    );
    await expectAccessible(dialog);
  });

  it("asks before it rotates, says what the old key is still needed for, and sends it once", async () => {
    const hub = hubWith();
    const page = await show(hub);
    const dialog = await openKeys(page);
    (await until(() => find(dialog, "dl") && button(dialog, "Rotate key"), "the button")).click();
    const question = await until(() => find<HTMLElement>(dialog, "ac-rotate-key-dialog"), "the question");
    expect(textOf(question)).to.match(/Backups that were made before need the old key/);
    await expectAccessible(question);
    const confirm = findAll(question, "ac-button").find((one) => textOf(one) === "Rotate key");
    confirm?.click();
    confirm?.click();
    await until(() => !find(dialog, "ac-rotate-key-dialog"), "its end");
    expect(hub.sent.filter(({ type }) => type === "application_credentials/key/rotate")).to.have.length(1);
    expect(textOf(dialog)).to.contain("Rotate key…");
    expect(focused()?.localName, "the focus is back on the button").to.equal("button");
  });

  it("shows how far it is, says so at each fifth, and that it is over", async () => {
    const hub = hubWith({ saved: { at: "2026-11-03T09:12:00.000Z", by: "Anna" }, ask_to_save: false });
    const dialog = await openKeys(await show(hub));
    await until(() => find(dialog, "ac-key-progress"), "the progress");
    const said = () => textOf(get(get(dialog, "ac-key-progress"), "[role=status]"));
    const push = async (state: Partial<KeyState>) => {
      hub.push(SUBSCRIBE, { ...STATE, ...state });
      await settled();
    };
    expect(said()).to.equal("");
    await push({ rotating: true, data_keys: 2, records_pending: 740 });
    expect(said()).to.equal("10 of 750 records are sealed anew");
    expect(get<HTMLProgressElement>(dialog, "progress").value).to.equal(10);
    await push({ rotating: true, data_keys: 2, records_pending: 700 });
    expect(said()).to.equal("10 of 750 records are sealed anew");
    await push({ rotating: true, data_keys: 2, records_pending: 500, problem: "The disk is full." });
    expect(said()).to.equal("250 of 750 records are sealed anew");
    expect(textOf(dialog)).to.match(
      /Sealing anew does not go on at the moment: The disk is full\. Home tries again by itself/,
    );
    await expectAccessible(dialog);
    await push({ rotating: true, data_keys: 2 });
    expect(said()).to.match(/The old key goes now/);
    await push({});
    expect(said()).to.equal("The key is rotated: everything is sealed anew.");
    expect(find(dialog, "progress")).to.equal(undefined);
  });

  it("shows the key once, in 24 words, and does not close unasked before it was taken", async () => {
    const hub = hubWith();
    const dialog = await openKeys(await show(hub));
    (await until(() => find(dialog, "dl") && button(dialog, "Save the key"), "the button")).click();
    const save = await until(() => find<HTMLElement>(dialog, "ac-save-key-dialog"), "the dialog");
    button(save, "Show the key").click();
    const list = await until(() => find(save, "ol"), "the words");
    expect(findAll(list, "li").map(textOf).join(" ")).to.equal(WORDS);
    await expectAccessible(save);
    button(save, "Close").click();
    await settled();
    expect(textOf(save)).to.contain("Close without the key? It is not shown again.");
    button(save, "Stay").click();
    await settled();
    button(save, "I have saved it").click();
    await until(() => !find(dialog, "ac-save-key-dialog"), "its end");
  });

  it("does not ask for the key a second time when the answer was lost", async () => {
    const hub = hubWith();
    const dialog = await openKeys(await show(hub));
    (await until(() => find(dialog, "dl") && button(dialog, "Save the key"), "the button")).click();
    const save = await until(() => find<HTMLElement>(dialog, "ac-save-key-dialog"), "the dialog");
    hub.answer("application_credentials/key/save", () => {
      throw LOST;
    });
    button(save, "Show the key").click();
    await settled();
    expect(hub.sent.filter(({ type }) => type === "application_credentials/key/save")).to.have.length(1);
    expect(find(save, "ol")).to.equal(undefined);
  });

  it("a key from outside is not saved here, and the rotation says what it does not do", async () => {
    const dialog = await openKeys(await show(hubWith({ place: "variable", ask_to_save: false, backup: "hub" })));
    await until(() => find(dialog, "dl"), "the key");
    expect(textOf(dialog)).to.contain("in the variable APPLICATION_CREDENTIALS_KEY");
    expect(textOf(dialog)).to.not.contain("Save the key");
    expect(textOf(dialog)).to.contain("Home's own backup holds the database").and.not.contain("npm run");
    button(dialog, "Rotate key").click();
    const question = await until(() => find<HTMLElement>(dialog, "ac-rotate-key-dialog"), "the question");
    expect(textOf(question)).to.contain("APPLICATION_CREDENTIALS_OLD_KEY");
  });

  it("says that it could not be loaded, and tries again", async () => {
    const hub = hubWith();
    const page = await show(hub);
    hub.answer(SUBSCRIBE, () => {
      throw { code: "unknown_error", message: "no" };
    });
    const dialog = await openKeys(page);
    await until(() => textOf(dialog).includes("could not be loaded"), "the message");
    hub.answer(SUBSCRIBE, () => STATE);
    button(dialog, "Try again").click();
    await until(() => find(dialog, "dl"), "the key");
  });
});

describe("what the list says of the key", () => {
  afterEach(unmountAll);

  it("asks to save it until it is saved, or nobody wants to be asked", async () => {
    const hub = hubWith();
    const page = await show(hub);
    expect(textOf(page)).to.contain("a backup is worth nothing without it");
    await expectAccessible(page);
    button(page, "Don't ask again").click();
    await settled();
    expect(hub.sent.some(({ type }) => type === "application_credentials/key/dismiss")).to.equal(true);
    hub.push(SUBSCRIBE, { ...STATE, ask_to_save: false });
    await settled();
    expect(textOf(page)).to.not.contain("a backup is worth nothing without it");
  });

  for (const width of [1_100, 390]) {
    it(`names the credentials that need their secret again, at ${width} pixels`, async () => {
      const page = await show(hubWith({ ask_to_save: false, secrets_lost: [MAIL.id, SPARE.id, "gone"] }), {}, width);
      expect(textOf(page)).to.match(/The secrets of 2 credentials do not open any more.*Family mail, c3b9-spare/);
      expect(findAll(page, ".row ac-badge").filter((badge) => textOf(badge) === "Secret missing")).to.have.length(2);
      await expectAccessible(page);
    });
  }

  it("and the dialog of one says it too, until it is there again", async () => {
    const hub = hubWith({ ask_to_save: false, secrets_lost: [MAIL.id] });
    const page = await show(hub);
    button(page, "Actions for Family mail").click();
    await settled();
    button(page, "Edit").click();
    const dialog = await until(() => find(page, "ac-edit-dialog"), "the dialog");
    expect(textOf(dialog)).to.contain("The stored secret does not open any more. Enter it again.");
    hub.push(SUBSCRIBE, { ...STATE, ask_to_save: false });
    await settled();
    expect(findAll(page, ".row ac-badge").some((badge) => textOf(badge) === "Secret missing")).to.equal(false);
  });
});

it("speaks German, in the dark", async () => {
  const dialog = await openKeys(await show(hubWith(), { language: "de", darkMode: true }, 390));
  await until(() => find(dialog, "dl"), "the key");
  expect(textOf(dialog)).to.contain("Schlüssel und Sicherung").and.to.contain("Noch nicht gesichert");
  await expectAccessible(dialog);
  unmountAll();
});
