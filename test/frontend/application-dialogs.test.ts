import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcApplicationsPage } from "../../src/frontend/applications/applications-page.ts";
import "../../src/frontend/applications/applications-page.ts";
import { credentialsFile } from "../../src/frontend/applications/secret-once.ts";
import { applicationsHub, CALL, DASHBOARD, details, SECRET } from "./support/applications.ts";
import { LOST } from "./support/fake-connection.ts";
import { fakeHass } from "./support/fake-hass.ts";
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

let hub: ReturnType<typeof applicationsHub>;
let page: AcApplicationsPage;

const sent = (type: string) => hub.sent.filter((one) => one.type === type);
const isOpen = () => find<HTMLDialogElement>(page, "dialog")?.open === true;
const closed = () => until(() => !isOpen(), "the end of the dialog");
const words = () => textOf(get(page, "ac-dialog"));
const secretShown = () => textOf(page).includes(SECRET);

async function open(item?: string): Promise<void> {
  if (item === undefined) button(page, "Add application").click();
  else {
    get(button(page, "Menu of Dashboard"), "button").click();
    await settled();
    button(page, item).click();
  }
  await until(isOpen, "the dialog");
  await settled(80);
}

function fill(selector: "ac-text-field" | "ac-redirect-field", text: string): void {
  const input = get<HTMLInputElement>(get(get(page, "ac-application-fields"), selector), "#input");
  input.focus();
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
}

/** A permission, by the raw scope beside its words. */
function toggle(scope: string): void {
  const found = findAll(get(page, "ac-scope-switches"), "label").find((one) => textOf(one).endsWith(scope));
  found?.querySelector("input")?.click();
}

async function register(): Promise<void> {
  await open();
  fill("ac-text-field", "Dashboard");
  fill("ac-redirect-field", " https://app.example.com/cb \n\ncom.example.app:/cb\nhttps://app.example.com/cb");
  toggle("openid");
  await settled();
  button(page, "Save").click();
  await until(() => words().includes("is registered"), "the secret");
}

beforeEach(async () => {
  hub = applicationsHub([DASHBOARD]);
  page = await mount("ac-applications-page", { hass: fakeHass(hub) });
  await until(() => find(page, ".rows .row"), "the rows");
});
afterEach(unmountAll);

describe("registering an application", () => {
  it("R28, R30: each line is judged by its number, one permission is needed, the first mistake has the focus", async () => {
    await open();
    await expectAccessible(page);
    button(page, "Save").click();
    await settled();
    expect(words()).to.contain("Give the application a name.").and.to.contain("Enter at least one redirect URI.");
    expect(words()).to.contain("Choose at least one permission.");
    expect(focused()).to.equal(get(get(page, "ac-text-field[data-invalid]"), "input"));
    fill("ac-redirect-field", "https://a.example/cb\nhttp://a.example/cb\n\nnonsense\nhttps://a.example/*");
    button(page, "Save").click();
    await settled();
    for (const said of [
      "Line 2: must be https",
      "Line 4: must be a whole address, such as https://app.example.com/callback",
      "Line 5: must not have a wildcard (*)",
    ])
      expect(words()).to.contain(said);
    expect(words()).not.to.contain("Line 1").and.not.to.contain("Line 3");
    await expectAccessible(page);
    // What is mended is not complained about any more.
    fill("ac-redirect-field", "https://a.example/cb");
    await settled();
    expect(words()).not.to.contain("Line ");
    expect(sent(CALL.create)).to.deep.equal([]);
  });

  it("R31: sends what was typed, without blanks and doubles; permissions have the raw scope beside", async () => {
    await register();
    expect(sent(CALL.create)).to.deep.equal([
      {
        type: CALL.create,
        name: "Dashboard",
        redirect_uris: ["https://app.example.com/cb", "com.example.app:/cb"],
        scopes: ["openid"],
        client_type: "confidential",
      },
    ]);
  });

  it("R32–R36: the secret is hidden until the eye is pressed, and not closed by accident", async () => {
    await register();
    expect(secretShown()).to.equal(false);
    expect(words()).to.contain("The secret is shown only now");
    await expectAccessible(page);
    expect(button(page, "Done").hasAttribute("disabled")).to.equal(true);
    await sendKeys({ press: "Escape" });
    await settled();
    expect(words()).to.contain("Close without the secret? It can't be shown again.");
    button(page, "Stay here").click();
    await settled();
    button(page, "Show secret").click();
    await settled();
    expect(secretShown()).to.equal(true);
    button(page, "Hide secret").click();
    await settled();
    expect(secretShown()).to.equal(false);
    const [saved] = findAll<HTMLInputElement>(get(page, "ac-secret-once"), "input");
    saved?.click();
    await settled();
    button(page, "Done").click();
    await closed();
    expect(textOf(page)).not.to.contain(SECRET);
  });

  it("R33: a copied secret is one that was kept", async () => {
    await register();
    const [, secret] = findAll(get(page, "ac-secret-once"), "ac-copy-button");
    secret?.dispatchEvent(new CustomEvent("copied"));
    await settled();
    button(page, "Done").click();
    await closed();
  });

  it("R34: the file holds issuer, client ID, secret, redirect URIs and date", () => {
    const credentials = {
      ...{ name: "Ünïted Dash/board!", issuer: "https://home.example", client_id: "c1", client_secret: SECRET },
      redirect_uris: ["https://a.example/cb", "com.example.app:/cb"],
    };
    expect(credentialsFile(credentials, new Date("2026-11-05T12:00:00Z"))).to.deep.equal({
      name: "ünïted-dash-board-oauth-credentials.txt",
      text: [
        "Application: Ünïted Dash/board!",
        "Issuer: https://home.example",
        "Client ID: c1",
        `Client secret: ${SECRET}`,
        "Redirect URI: https://a.example/cb",
        "Redirect URI: com.example.app:/cb",
        "Date: 2026-11-05T12:00:00.000Z",
        "",
      ].join("\n"),
    });
    expect(credentialsFile({ ...credentials, name: "…", client_secret: undefined }, new Date()).text).not.to.contain(
      SECRET,
    );
  });

  it("a public one has no secret, and is closed without a question", async () => {
    await open();
    fill("ac-text-field", "Phone");
    fill("ac-redirect-field", "com.example.app:/cb");
    findAll<HTMLInputElement>(page, "input[type=radio]")[1]?.click();
    toggle("openid");
    await settled();
    button(page, "Save").click();
    await until(() => words().includes("is registered"), "the client ID");
    expect(sent(CALL.create)[0]?.client_type).to.equal("public");
    expect(words()).not.to.contain("The secret is shown only now");
    await sendKeys({ press: "Escape" });
    await closed();
  });

  it("what was typed survives a failure, a lost connection and Escape", async () => {
    hub.answer(CALL.create, () => {
      throw { code: "backend_unavailable", message: "The disk is full" };
    });
    await open();
    fill("ac-text-field", "Dashboard");
    fill("ac-redirect-field", "https://a.example/cb");
    toggle("openid");
    await settled();
    button(page, "Save").click();
    await until(() => words().includes("The disk is full"), "the error");
    hub.answer(CALL.create, () => {
      throw LOST;
    });
    button(page, "Save").click();
    await settled(80);
    await sendKeys({ press: "Escape" });
    await settled();
    expect(words()).to.contain("Discard");
    button(page, "Keep editing").click();
    await settled();
    const [name] = findAll<HTMLInputElement>(get(page, "ac-application-fields"), "input");
    expect(name?.value).to.equal("Dashboard");
    expect(get<HTMLTextAreaElement>(page, "textarea").value).to.equal("https://a.example/cb");
  });
});

describe("looking after an application", () => {
  it("R38: edit changes name, addresses and permissions, and sends only what changed", async () => {
    await open("Edit");
    expect(words()).not.to.contain("Client secret");
    await expectAccessible(page);
    fill("ac-text-field", "Another name");
    toggle("profile");
    await settled();
    button(page, "Save").click();
    await closed();
    expect(sent(CALL.update)).to.deep.equal([
      { type: CALL.update, application_id: "a1", name: "Another name", scopes: ["openid", "entries:read"] },
    ]);
  });

  it("F48: a refused address is shown with its difference, added only by a click, or dismissed", async () => {
    const refused = { count: 2, first_at: DASHBOARD.created_at, last_at: DASHBOARD.created_at };
    hub.answer(CALL.details, () =>
      details({
        rejected_redirects: [
          {
            ...{ ...refused, redirect_uri: "https://app.example.com/cb/", difference: "trailing_slash" },
            registered: "https://app.example.com/cb",
          },
          {
            ...refused,
            count: 1,
            redirect_uri: "http://evil.example/",
            difference: "several",
            problem: "must be https",
          },
        ],
      }),
    );
    await open("Edit");
    await until(() => words().includes("2 requests used"), "both");
    const [slash, other] = findAll(get(page, "ac-rejected-redirects"), "ac-alert") as [HTMLElement, HTMLElement];
    expect(textOf(slash)).to.contain(
      "2 requests used https://app.example.com/cb/ with a slash at the end, unlike https://app.example.com/cb.",
    );
    expect(textOf(other)).to.contain("which is like none that is registered. Such an address can't be registered.");
    expect(findAll(other, "ac-button").map(textOf)).to.deep.equal(["Dismiss"]);
    await expectAccessible(page);
    button(slash, "Add it").click();
    await settled();
    expect(get<HTMLTextAreaElement>(page, "textarea").value).to.equal(
      "https://app.example.com/cb\nhttps://app.example.com/cb/",
    );
    expect(sent(CALL.update)).to.deep.equal([]);
    button(page, "Save").click();
    await closed();
    expect(sent(CALL.update)[0]?.redirect_uris).to.deep.equal([
      "https://app.example.com/cb",
      "https://app.example.com/cb/",
    ]);
  });

  it("the former secret can be ended from the application", async () => {
    const previous_secret_ends_at = new Date(Date.now() + 3_600_000).toISOString();
    hub.answer(CALL.details, () => details({ previous_secret_ends_at }));
    await open("Edit");
    await until(() => words().includes("The former secret works until"), "the notice");
    hub.answer(CALL.details, () => details());
    button(page, "End the old one now").click();
    await until(() => !words().includes("The former secret works until"), "the end");
    expect(sent(CALL.endFormer)).to.deep.equal([{ type: CALL.endFormer, application_id: "a1" }]);
  });

  it("one that somebody deleted meanwhile says so", async () => {
    hub.answer(CALL.update, () => {
      throw { code: "not_found", message: "Unable to find application_id a1" };
    });
    await open("Edit");
    fill("ac-text-field", "Another name");
    button(page, "Save").click();
    await until(() => words().includes("somebody deleted it"), "the words");
  });

  it("a new secret: 24 hours of both unless chosen otherwise, with a warning for none", async () => {
    await open("New secret…");
    await expectAccessible(page);
    const select = get<HTMLSelectElement>(get(get(page, "ac-rotate-application-dialog"), "ac-select"), "select");
    expect([...select.options].map(({ label }) => label.trim())).to.deep.equal([
      ...["It ends at once", "1 hour", "24 hours", "3 days", "7 days"],
    ]);
    select.value = "0";
    select.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
    await settled();
    expect(words()).to.contain("until it has the new secret");
    button(page, "Make a new secret").click();
    await until(() => words().includes("The new secret of Dashboard"), "the secret");
    expect(sent(CALL.rotate)).to.deep.equal([{ type: CALL.rotate, application_id: "a1", overlap_seconds: 0 }]);
    expect(words()).to.contain("The former secret has ended.");
    expect(secretShown()).to.equal(false);
  });
});
