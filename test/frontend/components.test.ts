import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcCombobox, AcCopyButton, AcDialog, AcMenu, AcSecretField } from "../../src/frontend/components/index.ts";
import "../../src/frontend/components/index.ts";
import { render } from "lit";
import { markdown } from "../../src/frontend/components/markdown.ts";
import { expectAccessible, find, focused, get, mount, settled, textOf, unmountAll } from "./support/page.ts";

const ICON = "M0 0h24v24H0z";

describe("the secret field", () => {
  afterEach(unmountAll);

  it("hides the secret until its toggle is pressed, whose name says what it does", async () => {
    const field = await mount<AcSecretField>("ac-secret-field", { label: "Secret", value: "s3cret" });
    const toggle = get<HTMLElement & { label: string }>(field, "ac-icon-button");
    expect(get<HTMLInputElement>(field, "input").type).to.equal("password");
    expect(toggle.label).to.equal("Show");
    toggle.click();
    await settled();
    expect(get<HTMLInputElement>(field, "input").type).to.equal("text");
    expect(toggle.label).to.equal("Hide");
  });

  it("ties its error to the input, and is accessible", async () => {
    const field = await mount<AcSecretField>("ac-secret-field", { label: "Secret", error: "Please fill this in." });
    const input = get<HTMLInputElement>(field, "input");
    expect(input.getAttribute("aria-describedby")).to.equal(get(field, ".note").id);
    expect(input.getAttribute("aria-invalid")).to.equal("true");
    await expectAccessible(field);
  });
});

describe("the copy button", () => {
  const clipboard = Object.getOwnPropertyDescriptor(Navigator.prototype, "clipboard");
  const give = (value: unknown) =>
    Object.defineProperty(Navigator.prototype, "clipboard", { value, configurable: true });
  afterEach(() => {
    unmountAll();
    if (clipboard) Object.defineProperty(Navigator.prototype, "clipboard", clipboard);
  });

  const copyButton = () =>
    mount<AcCopyButton>("ac-copy-button", {
      text: "abc",
      label: "Copy",
      copiedLabel: "Copied",
      failedLabel: "By hand",
    });

  it("copies, and says so", async () => {
    let copied = "";
    give({
      writeText: async (text: string) => {
        copied = text;
      },
    });
    const element = await copyButton();
    get(element, "button").click();
    await settled();
    expect(copied).to.equal("abc");
    expect(textOf(get(element, "[role=status]"))).to.equal("Copied");
    await settled(1_100);
    expect(textOf(get(element, "[role=status]"))).to.equal("");
  });

  it("copies by selection on plain http, where there is no clipboard", async () => {
    give(undefined);
    const element = await copyButton();
    let command = "";
    const { execCommand } = document;
    document.execCommand = (name: string) => {
      command = `${name} ${(focused() as HTMLTextAreaElement).value}`;
      return true;
    };
    get(element, "button").click();
    await settled();
    document.execCommand = execCommand;
    expect(command).to.equal("copy abc");
    expect(find(element, "textarea")).to.equal(undefined);
  });

  it("says what to do when nothing works", async () => {
    give(undefined);
    const element = await copyButton();
    const { execCommand } = document;
    document.execCommand = () => false;
    get(element, "button").click();
    await settled();
    document.execCommand = execCommand;
    expect(textOf(get(element, "[role=status]"))).to.equal("By hand");
  });
});

describe("the dialog", () => {
  afterEach(unmountAll);

  it("takes the focus to its first field, and gives it back where it came from", async () => {
    const opener = await mount<HTMLElement & AcDialog>("ac-button", { textContent: "Open" });
    get(opener, "button").focus();
    const dialog = await mount<AcDialog>("ac-dialog", { heading: "Title", innerHTML: "<input id=field>" });
    dialog.open = true;
    await settled(80);
    expect(focused()?.id).to.equal("field");
    await sendKeys({ press: "Escape" });
    await settled();
    expect(dialog.open).to.equal(false);
    expect(focused()).to.equal(get(opener, "button"));
  });

  it("stays open as often as closing is prevented", async () => {
    const dialog = await mount<AcDialog>("ac-dialog", { heading: "Title", open: true, innerHTML: "<input>" });
    await settled(80);
    let asked = 0;
    dialog.addEventListener("closing", (event) => {
      asked += 1;
      event.preventDefault();
    });
    for (let press = 0; press < 3; press += 1) await sendKeys({ press: "Escape" });
    await settled();
    expect(asked).to.equal(3);
    expect(get<HTMLDialogElement>(dialog, "dialog").open).to.equal(true);
  });
});

describe("the menu", () => {
  afterEach(unmountAll);

  const items = [{ label: "Edit" }, { label: "Copy", disabled: true, note: "Not now" }, { label: "Delete" }];
  const open = async () => {
    const menu = await mount<AcMenu>("ac-menu", { label: "Actions", icon: ICON, items });
    get(menu, "button").focus();
    await sendKeys({ press: "ArrowDown" });
    await settled();
    return menu;
  };

  it("is walked with arrow keys, Home and End, round and round", async () => {
    await open();
    const walk = async (press: string) => {
      await sendKeys({ press });
      return textOf(focused() ?? document.body);
    };
    expect(textOf(focused() ?? document.body)).to.equal("Edit");
    expect(await walk("ArrowDown")).to.equal("Copy Not now");
    expect(await walk("End")).to.equal("Delete");
    expect(await walk("ArrowDown")).to.equal("Edit");
    expect(await walk("ArrowUp")).to.equal("Delete");
    expect(await walk("Home")).to.equal("Edit");
  });

  it("chooses with Enter, never what is disabled, and goes back to its button", async () => {
    const menu = await open();
    const chosen: string[] = [];
    menu.addEventListener("select", (event) => chosen.push((event as CustomEvent<{ label: string }>).detail.label));
    await sendKeys({ press: "ArrowDown" });
    await sendKeys({ press: "Enter" });
    expect(chosen).to.deep.equal([]);
    await sendKeys({ press: "ArrowDown" });
    await sendKeys({ press: "Enter" });
    await settled();
    expect(chosen).to.deep.equal(["Delete"]);
    expect(focused()).to.equal(get(menu, "ac-icon-button >*, button"));
    expect(find(menu, "[role=menuitem]")).to.equal(undefined);
  });

  it("closes with Esc, and is accessible", async () => {
    const menu = await open();
    await expectAccessible(menu);
    await sendKeys({ press: "Escape" });
    await settled();
    expect(find(menu, "[role=menuitem]")).to.equal(undefined);
  }).timeout(15_000);
});

describe("the combobox", () => {
  afterEach(unmountAll);

  const options = [
    { value: "demo_calendar", label: "Demo Calendar" },
    { value: "demo_mail", label: "Demo Mail" },
  ];
  const combobox = async () => {
    const element = await mount<AcCombobox>("ac-combobox", { label: "Integration", options, noMatchLabel: "None" });
    get(element, "input").focus();
    return element;
  };

  it("finds by typing and takes with Enter", async () => {
    const element = await combobox();
    await sendKeys({ type: "mai" });
    await settled();
    expect(textOf(get(element, "[role=listbox]"))).to.equal("Demo Mail");
    await sendKeys({ press: "Enter" });
    await settled();
    expect(element.value).to.equal("demo_mail");
    expect(get<HTMLInputElement>(element, "input").value).to.equal("Demo Mail");
    expect(get(element, "input").getAttribute("aria-expanded")).to.equal("false");
  });

  it("is walked with arrow keys, and drops what was typed and not chosen", async () => {
    const element = await combobox();
    await sendKeys({ press: "ArrowDown" });
    await sendKeys({ press: "ArrowDown" });
    await settled();
    const active = get(element, "input").getAttribute("aria-activedescendant");
    expect(textOf(get(element, `#${active}`))).to.equal("Demo Calendar");
    await expectAccessible(element);
    await sendKeys({ press: "Escape" });
    await sendKeys({ type: "zzz" });
    await settled();
    expect(textOf(get(element, "[role=status]"))).to.equal("None");
    get<HTMLInputElement>(element, "input").blur();
    await settled();
    expect(get<HTMLInputElement>(element, "input").value).to.equal("");
  }).timeout(15_000);
});

describe("markdown", () => {
  const html = (source: string) => {
    const holder = document.createElement("div");
    render(markdown(source), holder);
    return holder;
  };

  it("makes lists and links, which open elsewhere", () => {
    const link = html("1. [Console](https://provider.example/)").querySelector("ol li a");
    expect(link?.getAttribute("href")).to.equal("https://provider.example/");
    expect(link?.getAttribute("rel")).to.equal("noopener noreferrer");
  });

  it("shows HTML as text, and gives scripts in links nowhere to go", () => {
    const holder = html("<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](https://provider.example/a.png)");
    expect(holder.querySelector("img")).to.equal(null);
    expect(holder.textContent).to.contain("<img src=x");
    expect(holder.querySelector("a")?.getAttribute("href")).to.equal("");
  });
});
