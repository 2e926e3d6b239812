import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { PATHS } from "../../src/protocol/page.ts";
import { type FakeConnection, LOST } from "./support/fake-connection.ts";
import { CALENDAR, credential, fakeHass, fakeHub, MAIL, REDIRECT_URI, SPARE } from "./support/fake-hass.ts";
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

let hub: FakeConnection;
let page: AcCredentialsPage;

const sent = (command: string) => hub.sent.filter((message) => message.type === `application_credentials/${command}`);
const isOpen = () => find<HTMLDialogElement>(page, "dialog")?.open === true;
const dialog = () => get(page, "ac-add-dialog, ac-edit-dialog, ac-delete-dialog");

async function openMenu(name: string): Promise<void> {
  get(button(page, `Actions for ${name}`), "button").click();
  await settled();
}

async function openFromMenu(name: string, item: string): Promise<void> {
  await openMenu(name);
  button(page, item).click();
  await until(isOpen, "the dialog");
  await settled(60);
}

async function openAdd(): Promise<void> {
  button(page, "Add credential").focus();
  button(page, "Add credential").click();
  await until(isOpen, "the dialog");
  await settled(60);
}

async function chooseMail(): Promise<void> {
  await sendKeys({ type: "mail" });
  await sendKeys({ press: "Enter" });
  await settled(60);
}

beforeEach(async () => {
  hub = fakeHub([CALENDAR, MAIL, SPARE]);
  page = await mount("ac-credentials-page", { hass: fakeHass(hub) });
  await until(() => find(page, ".rows .row"), "the rows");
  await settled();
});
afterEach(unmountAll);

describe("adding a credential", () => {
  it("shows the integration's instructions and the exact redirect URI", async () => {
    await openAdd();
    expect(focused()?.getAttribute("role")).to.equal("combobox");
    await chooseMail();
    expect(textOf(dialog())).to.contain("Make a new client").and.to.contain(REDIRECT_URI);
    const link = get<HTMLAnchorElement>(dialog(), ".text a");
    expect(link.href).to.equal("http://127.0.0.1:8351/console");
    expect(find(dialog(), "img")).to.equal(undefined);
  });

  it("says what is missing at its field, with the focus there", async () => {
    await openAdd();
    button(dialog(), "Save").click();
    await settled();
    expect(textOf(dialog())).to.contain("Choose the integration");
    expect(focused()?.getAttribute("role")).to.equal("combobox");
    await chooseMail();
    type(dialog(), "client_id", "   ");
    button(dialog(), "Save").click();
    await settled();
    expect(focused()).to.equal(get(get(dialog(), "[name=client_id]"), "input"));
    expect(findAll(dialog(), ".note.error")).to.have.length(2);
    expect(sent("create")).to.deep.equal([]);
  });

  it("warns of slips without hindering", async () => {
    await openAdd();
    type(dialog(), "client_id", "a b");
    type(dialog(), "client_secret", "a b ");
    await settled();
    expect(textOf(dialog())).to.contain("There is a space inside").and.to.contain("same as the client ID");
  });

  it("saves with Enter, then offers to set the integration up", async () => {
    await openAdd();
    await chooseMail();
    type(dialog(), "client_id", "my-id");
    type(dialog(), "client_secret", "my-secret");
    await sendKeys({ press: "Enter" });
    await settled(80);
    expect(sent("create")).to.deep.equal([
      {
        type: "application_credentials/create",
        domain: "demo_mail",
        client_id: "my-id",
        client_secret: "my-secret",
      },
    ]);
    expect(textOf(dialog())).to.contain("Credential saved");
    const before = location.href;
    let went = "";
    const follow = () => {
      went = location.pathname + location.search;
    };
    window.addEventListener("location-changed", follow, { once: true });
    button(dialog(), "Set up Demo Mail").click();
    await settled();
    history.replaceState(null, "", before);
    expect(went).to.equal(`${PATHS.add}?domain=demo_mail`);
    expect(isOpen()).to.equal(false);
  });

  it("keeps what was typed when the hub refuses", async () => {
    hub.answer("application_credentials/create", () =>
      Promise.reject({ code: "invalid_format", message: "client_id must have at most 2048 characters" }),
    );
    await openAdd();
    await chooseMail();
    type(dialog(), "client_id", "my-id");
    type(dialog(), "client_secret", "my-secret");
    button(dialog(), "Save").click();
    await settled(60);
    expect(textOf(dialog())).to.contain("must have at most 2048 characters");
    expect(get<HTMLInputElement>(get(dialog(), "[name=client_id]"), "input").value).to.equal("my-id");
  });

  it("asks before typed words are lost; nothing typed, nothing asked", async () => {
    await openAdd();
    await sendKeys({ press: "Escape" });
    await settled();
    expect(isOpen()).to.equal(false);
    expect(focused()).to.equal(get(button(page, "Add credential"), "button"));

    await openAdd();
    type(dialog(), "name", "x");
    await sendKeys({ press: "Escape" });
    await settled();
    expect(textOf(dialog())).to.contain("Close and lose what you typed?");
    button(dialog(), "Keep editing").click();
    await settled();
    expect(get<HTMLInputElement>(get(dialog(), "[name=name]"), "input").value).to.equal("x");
    await sendKeys({ press: "Escape" });
    await settled();
    button(dialog(), "Discard").click();
    await settled();
    expect(isOpen()).to.equal(false);
  });

  describe("while the connection breaks", () => {
    const fill = async () => {
      await openAdd();
      await chooseMail();
      type(dialog(), "client_id", "my-id");
      type(dialog(), "client_secret", "my-secret");
    };

    it("says so, keeps what was typed, and saves when the hub is back", async () => {
      await fill();
      hub.lose();
      button(dialog(), "Save").click();
      await settled();
      expect(textOf(dialog())).to.contain("The connection to Home is lost").and.to.contain("Waiting for Home");
      expect(sent("create")).to.have.length(0);
      await hub.restore();
      await settled(60);
      expect(sent("create")).to.have.length(1);
      expect(textOf(dialog())).to.contain("Credential saved");
    });

    it("does not send a second one when the first went through unheard", async () => {
      await fill();
      hub.answer("application_credentials/create", () => {
        hub.lose();
        throw LOST;
      });
      button(dialog(), "Save").click();
      await settled();
      const made = credential({ id: "made", domain: "demo_mail", client_id: "my-id" });
      hub.answer("application_credentials/list", () => [MAIL, made]);
      await hub.restore();
      await settled(60);
      expect(sent("create")).to.have.length(1);
      expect(textOf(dialog())).to.contain("Credential saved");
    });

    it("sends it again when the first did not go through", async () => {
      await fill();
      let tries = 0;
      hub.answer("application_credentials/create", () => {
        tries += 1;
        if (tries > 1) return credential({ id: "made" });
        hub.lose();
        throw LOST;
      });
      button(dialog(), "Save").click();
      await settled();
      await hub.restore();
      await settled(60);
      expect(tries).to.equal(2);
      expect(textOf(dialog())).to.contain("Credential saved");
    });
  });

  it("is accessible, light and dark, with errors too", async () => {
    await openAdd();
    await chooseMail();
    await expectAccessible(dialog());
    button(dialog(), "Save").click();
    await settled();
    await expectAccessible(dialog());
  }).timeout(20_000);
});

describe("editing a credential", () => {
  it("keeps the secret when its field is blank, and sends only what changed", async () => {
    await openFromMenu("Family mail", "Edit");
    expect(get<HTMLInputElement>(get(dialog(), "[name=client_secret]"), "input").placeholder).to.equal("•••• 9f2c");
    type(dialog(), "name", "Renamed");
    await sendKeys({ press: "Enter" });
    await settled(60);
    expect(sent("update")).to.deep.equal([
      { type: "application_credentials/update", application_credentials_id: MAIL.id, name: "Renamed" },
    ]);
    expect(isOpen()).to.equal(false);
    expect(focused()).to.equal(get(button(page, "Actions for Family mail"), "button"));
  });

  it("warns when another client ID would break accounts", async () => {
    await openFromMenu("Family mail", "Edit");
    type(dialog(), "client_id", "another");
    await settled();
    expect(textOf(dialog())).to.contain("1 account uses this credential");
    type(dialog(), "client_id", MAIL.client_id);
    await settled();
    expect(textOf(dialog())).not.to.contain("1 account uses this credential");
  });

  it("closes without a command when nothing changed", async () => {
    await openFromMenu("Family mail", "Edit");
    button(dialog(), "Save").click();
    await settled();
    expect(isOpen()).to.equal(false);
    expect(sent("update")).to.have.length(0);
  });

  it("says when somebody else has deleted it", async () => {
    hub.answer("application_credentials/update", () => Promise.reject({ code: "not_found", message: "no" }));
    await openFromMenu("Family mail", "Edit");
    type(dialog(), "name", "Renamed");
    button(dialog(), "Save").click();
    await settled(60);
    expect(textOf(dialog())).to.contain("not there any more");
    await expectAccessible(dialog());
  }).timeout(15_000);
});

describe("deleting credentials", () => {
  it("names the one, and deletes it", async () => {
    await openFromMenu("c3b9-spare", "Delete");
    expect(textOf(dialog())).to.contain("Delete c3b9-spare?");
    button(dialog(), "Delete credential").click();
    await settled(60);
    expect(sent("delete").map((message) => message.application_credentials_id)).to.deep.equal([SPARE.id]);
    expect(isOpen()).to.equal(false);
    // The row's menu, which opened the dialog, goes with the row.
    expect(focused()).to.equal(get(get(page, "ac-text-field"), "input"));
  });

  it("F8: says before the click why one in use can't be deleted", async () => {
    await openMenu("Family mail");
    const item = button(page, "Delete In use by Family");
    expect(item.getAttribute("aria-disabled")).to.equal("true");
    item.click();
    await settled(100);
    expect(isOpen()).to.equal(false);
  });

  it("F8: leaves out of several those in use, by name and with their accounts", async () => {
    get<HTMLInputElement>(page, ".head input").click();
    await settled();
    expect(textOf(page)).to.contain("3 selected");
    button(page, "Delete").click();
    await until(isOpen, "the dialog");
    await settled(60);
    expect(textOf(dialog()))
      .to.contain("2 credentials are in use and stay")
      .and.to.contain("Family mail (Demo Mail), used by Family")
      .and.to.contain("used by anna@provider.example, ben@provider.example");
    await expectAccessible(dialog());
    button(dialog(), "Delete credential").click();
    await settled(60);
    expect(sent("delete")).to.have.length(1);
  }).timeout(15_000);

  it("counts it as done when the lost answer was a yes", async () => {
    await openFromMenu("c3b9-spare", "Delete");
    let tries = 0;
    hub.answer("application_credentials/delete", () => {
      tries += 1;
      if (tries > 1) throw { code: "not_found", message: "Unable to find it" };
      hub.lose();
      throw LOST;
    });
    button(dialog(), "Delete credential").click();
    await settled();
    await hub.restore();
    await settled(60);
    expect(tries).to.equal(2);
    expect(isOpen()).to.equal(false);
  });

  it("shows the hub's reason when it refuses after all", async () => {
    hub.answer("application_credentials/delete", () =>
      Promise.reject({
        code: "home_assistant_error",
        message: "Cannot delete credential in use by integration demo_mail",
      }),
    );
    await openFromMenu("c3b9-spare", "Delete");
    button(dialog(), "Delete credential").click();
    await settled(60);
    expect(textOf(dialog())).to.contain("Cannot delete credential in use");
  });
});
