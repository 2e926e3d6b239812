import { expect, waitUntil } from "@open-wc/testing";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import type { FilePreview, FileResult } from "../../src/protocol/credentials-file.ts";
import { type FakeConnection, LOST } from "./support/fake-connection.ts";
import { fakeHass, fakeHub, MAIL } from "./support/fake-hass.ts";
import { button, expectAccessible, findAll, focused, get, mount, settled, textOf, unmountAll } from "./support/page.ts";

const SECRET = "S3CRET-canary-in-the-file";
const item = (client_id: string, domain = "demo_mail") => ({
  id: `${domain}_${client_id}`,
  domain,
  client_id,
  client_secret: SECRET,
});
const fileOf = (items: readonly unknown[]) => {
  const content = { version: 1, minor_version: 1, key: "application_credentials", data: { items } };
  return new File([JSON.stringify(content)], "application_credentials");
};

let hub: FakeConnection;
let page: AcCredentialsPage;

/** What each client ID is; anything else is new. */
const STATUSES: Readonly<Record<string, Partial<FilePreview>>> = {
  theirs: { status: "changed", changes: ["client_secret", "name"] },
  mine: { status: "same" },
  bad: { status: "unusable", reason: "invalid", fields: ["client_secret"], message: "client_secret is required." },
  far: { status: "unusable", reason: "unknown_domain", fields: ["domain"], message: "No platform" },
};
const previewOf = ({ client_secret: _secret, ...shown }: ReturnType<typeof item>): FilePreview => ({
  ...shown,
  status: "new",
  ...STATUSES[shown.client_id],
});

const dialog = () => get(page, "ac-import-dialog");
const sentTo = (type: string) => hub.sent.filter((message) => message.type === `application_credentials/file/${type}`);
const menuItem = (label: string) =>
  findAll(page, "[role=menuitem]").find((element) => element.textContent?.includes(label)) as HTMLElement;

async function openMenu(label: string): Promise<void> {
  get<HTMLElement>(get(page, "ac-menu[slot=actions]"), "ac-icon-button").click();
  await settled(60);
  menuItem(label).click();
  // The dialog is loaded only now.
  await waitUntil(() => findAll(page, "ac-dialog").length > 0, "the dialog opens", { timeout: 8_000 });
  await settled(100);
}

async function give(file: File): Promise<void> {
  get(dialog(), "ac-file-drop").dispatchEvent(new CustomEvent("file", { detail: file }));
  await settled(80);
}

async function show(items: readonly unknown[]): Promise<void> {
  await openMenu("Import from a file…");
  await give(fileOf(items));
}

beforeEach(async () => {
  hub = fakeHub([MAIL]);
  hub.answer("application_credentials/file/preview", ({ items }) => ({
    items: (items as ReturnType<typeof item>[]).map(previewOf),
  }));
  hub.answer("application_credentials/file/import", ({ items, replace }) => ({
    results: (items as ReturnType<typeof item>[]).map(
      ({ id, client_id }): FileResult =>
        client_id === "full"
          ? { result: "failed", code: "backend_unavailable", message: "The disk is full." }
          : { result: replace ? "updated" : "added", application_credentials_id: id },
    ),
  }));
  page = await mount("ac-credentials-page", { hass: fakeHass(hub) }, 500);
});
afterEach(unmountAll);

const ALL = [item("one"), item("two"), item("theirs"), item("mine"), item("bad"), item("far", "far_away")];

describe("importing from a file", () => {
  it("asks for the file, says where it is and what it holds", async () => {
    await openMenu("Import from a file…");
    expect(textOf(dialog()))
      .to.contain("application_credentials from the folder .storage")
      .and.to.contain("clear text");
    await expectAccessible(dialog());
  });

  it("shows what is new, changed, there and unusable, with the new ones chosen; no secret is in the page", async () => {
    await show(ALL);
    const text = textOf(dialog());
    expect(text).to.contain("New 2").and.to.contain("Changed 1").and.to.contain("Not usable 2").and.to.contain("All 6");
    expect(text).to.contain("Differs: secret, name. Yours stays.");
    expect(text).to.contain("Missing or wrong in the file: client_secret.");
    expect(text).to.contain("No integration far_away takes credentials here");
    expect(text).to.contain("2 of 3 chosen");
    expect(text).not.to.contain(SECRET);
    expect(button(dialog(), "Import 2 credentials")).to.exist;
    await expectAccessible(dialog());
  });

  it("filters by status and by words", async () => {
    await show(ALL);
    const items = () => findAll(dialog(), "[role=listitem]").length;
    expect(items()).to.equal(6);
    findAll<HTMLElement>(dialog(), ".filters button")
      .find((one) => one.textContent?.includes("Changed"))
      ?.click();
    await settled();
    expect(items()).to.equal(1);
    findAll<HTMLElement>(dialog(), ".filters button")[0]?.click();
    const field = get<HTMLElement & { value: string }>(dialog(), "ac-text-field");
    field.value = "far";
    field.dispatchEvent(new Event("input"));
    await settled();
    expect(items()).to.equal(1);
  });

  it("takes what is chosen, what replaces apart, and says how it ended", async () => {
    await show(ALL);
    const boxes = findAll<HTMLInputElement>(dialog(), ".row input");
    boxes[2]?.click();
    await settled();
    expect(textOf(dialog())).to.contain("The file's replaces yours.");
    boxes[1]?.click();
    await settled();
    button(dialog(), "Import 2 credentials").click();
    await settled(80);
    expect(
      sentTo("import").map(({ items, replace }) => [
        (items as { client_id: string }[]).map((one) => one.client_id),
        replace,
      ]),
    ).to.deep.equal([
      [["one"], false],
      [["theirs"], true],
    ]);
    expect(textOf(dialog())).to.contain("1 credential was added.").and.to.contain("1 credential was replaced.");
    await expectAccessible(dialog());
    button(dialog(), "Close").click();
    await settled(80);
    expect(findAll(page, "ac-import-dialog")).to.have.length(0);
    expect(focused()?.tagName).to.equal("BUTTON");
  });

  it("names those that failed, and tries them again alone", async () => {
    await show([item("one"), item("full")]);
    button(dialog(), "Import 2 credentials").click();
    await settled(80);
    expect(textOf(dialog())).to.contain("1 credential was not imported:").and.to.contain("The disk is full.");
    hub.answer("application_credentials/file/import", ({ items }) => ({
      results: (items as unknown[]).map(() => ({ result: "added" })),
    }));
    button(dialog(), "Try 1 again").click();
    await settled(80);
    expect(sentTo("import").at(-1)?.items).to.have.length(1);
    expect(textOf(dialog())).to.contain("2 credentials were added.").and.not.to.contain("not imported");
  });

  it("sends thousands in pieces, shows how far it is, and stops on request with what is through kept", async () => {
    await show(Array.from({ length: 1_000 }, (_, index) => item(`c${index}`)));
    await settled(600);
    expect(sentTo("preview")).to.have.length(5);
    expect(findAll(dialog(), "[role=listitem]").length).to.be.lessThan(100);
    const answers: (() => void)[] = [];
    hub.answer("application_credentials/file/import", async ({ items }) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      return { results: (items as unknown[]).map(() => ({ result: "added" })) };
    });
    button(dialog(), "Import 1,000 credentials").click();
    await settled(80);
    answers.shift()?.();
    await settled(80);
    expect(textOf(dialog())).to.contain("Importing: 200 of 1,000");
    await expectAccessible(dialog());
    // Closing would hide how it ended: it has to be stopped first.
    get<HTMLElement>(dialog(), "ac-dialog").dispatchEvent(new CustomEvent("closing", { cancelable: true }));
    button(dialog(), "Stop").click();
    answers.shift()?.();
    await settled(80);
    expect(textOf(dialog())).to.contain("400 credentials were added.").and.to.contain("600 credentials were not sent.");
    expect(button(dialog(), "Try 600 again")).to.exist;
  });

  it("sends a message again that a lost connection took", async () => {
    await show([item("one")]);
    let sent = 0;
    hub.answer("application_credentials/file/import", () => {
      sent += 1;
      if (sent > 1) return { results: [{ result: "unchanged" }] };
      hub.lose();
      throw LOST;
    });
    button(dialog(), "Import 1 credential").click();
    await settled();
    expect(textOf(dialog())).to.contain("The connection to Home is lost");
    await hub.restore();
    await settled(80);
    expect(textOf(dialog())).to.contain("1 credential was there already.");
  });

  it("takes a file that is dropped", async () => {
    await openMenu("Import from a file…");
    const place = get(dialog(), ".place");
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(fileOf([item("one")]));
    place.dispatchEvent(new DragEvent("dragover", { dataTransfer, cancelable: true }));
    await settled();
    expect(place.classList.contains("over")).to.equal(true);
    place.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true }));
    await settled(80);
    expect(button(dialog(), "Import 1 credential")).to.exist;
  });

  it("says of a wrong file what it is, and takes another", async () => {
    await openMenu("Import from a file…");
    await give(new File(["{"], "application_credentials"));
    expect(textOf(dialog())).to.contain("application_credentials is damaged: at line 1, column 2");
    await give(new File(['{"format":"application_credentials/list"}'], "list.json"));
    expect(textOf(dialog())).to.contain("list.json is a list that was exported here. It holds no secrets");
    await give(new File(['{"key":"core.config_entries"}'], "core.config_entries"));
    expect(textOf(dialog())).to.contain("it holds core.config_entries");
    await expectAccessible(dialog());
    await give(fileOf([item("one")]));
    expect(button(dialog(), "Import 1 credential")).to.exist;
  });
});

describe("exporting the list", () => {
  it("says that it holds no secrets, and has the browser save it", async () => {
    const list = { format: "application_credentials/list", version: 1, secrets: false, credentials: [] };
    hub.answer("application_credentials/file/export", () => list);
    const saved: string[] = [];
    const { click } = HTMLAnchorElement.prototype;
    HTMLAnchorElement.prototype.click = function () {
      saved.push(this.download);
    };
    await openMenu("Export list…");
    const exporting = get(page, "ac-export-dialog");
    expect(textOf(exporting)).to.contain("It holds no secrets");
    await expectAccessible(exporting);
    button(exporting, "Save file").click();
    await settled(60);
    HTMLAnchorElement.prototype.click = click;
    expect(saved).to.have.length(1);
    expect(saved[0]).to.match(/^application_credentials-list-\d{4}-\d\d-\d\d\.json$/);
    expect(textOf(exporting)).to.contain("was saved by the browser");
  });
});
