/** A provider of one's own in the dialogs: R44–R49, looked up or by hand, and the question about the own network. */
import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcCredentialsPage } from "../../src/frontend/credentials/credentials-page.ts";
import "../../src/frontend/credentials/credentials-page.ts";
import { domainOf } from "../../src/frontend/providers/provider-values.ts";
import type { FakeConnection, Message } from "./support/fake-connection.ts";
import { credential, fakeHass, fakeHub, MAIL, REDIRECT_URI } from "./support/fake-hass.ts";
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

const PREFIX = "application_credentials";
const ISSUER = "https://login.acme.example";
const SERVER = { issuer: ISSUER, authorize_url: `${ISSUER}/authorize`, token_url: `${ISSUER}/token` };
const OWN = credential({
  id: "acme_client",
  domain: "acme",
  name: "Acme",
  authorization_server: SERVER,
  scopes: ["openid", "read"],
});

let hub: FakeConnection;
let page: AcCredentialsPage;
let allowed: string[];

const sent = (command: string) => hub.sent.filter((message) => message.type === `${PREFIX}/${command}`);
const dialog = () => get(page, "ac-add-dialog, ac-edit-dialog");
const typedIn = (name: string) => get<HTMLInputElement>(get(dialog(), `[name=${name}]`), "input").value;
const errorOf = (name: string) => textOf(get(dialog(), `[name=${name}]`));

async function show(width = 1_100, language = "en"): Promise<void> {
  allowed = [];
  hub = fakeHub([MAIL, OWN]);
  hub.answer(`${PREFIX}/authorization_server/options`, () => ({ redirect_uri: REDIRECT_URI, sign_in: true }));
  hub.answer(`${PREFIX}/allowed_host/list`, () => allowed.map((host) => ({ host, created_at: MAIL.created_at })));
  hub.answer(`${PREFIX}/allowed_host/add`, ({ host }: Message) => {
    allowed.push(`${host}`);
    return { host, created_at: MAIL.created_at };
  });
  hub.answer(`${PREFIX}/allowed_host/remove`, ({ host }: Message) => {
    allowed = allowed.filter((one) => one !== host);
    return null;
  });
  hub.answer(`${PREFIX}/allowed_host/check`, ({ urls }: Message) => (urls as string[]).map(verdictOf));
  hub.answer(`${PREFIX}/authorization_server/discover`, () => SERVER);
  hub.answer(`${PREFIX}/authorization_server/facts`, () => ({
    issuer: ISSUER,
    scopes_supported: ["openid", "profile"],
    pkce: "supported",
    iss: true,
    userinfo: true,
    discovered_at: MAIL.created_at,
  }));
  page = await mount("ac-credentials-page", { hass: fakeHass(hub, { language }) }, width);
  await until(() => find(page, ".rows .row"), "the rows");
  await settled();
}

function verdictOf(url: string) {
  const host = new URL(url).hostname;
  if (url.includes("169.254")) return { url, host, verdict: "refused", message: "leads where no provider is" };
  const asks = host === "nas.local" && !allowed.includes(host);
  return { url, host, verdict: asks ? "ask" : "ok", message: "" };
}

async function openOther(): Promise<void> {
  button(page, "Add credential").click();
  await until(() => find<HTMLDialogElement>(page, "dialog")?.open, "the dialog");
  await settled(60);
  await sendKeys({ type: "another" });
  await sendKeys({ press: "Enter" });
  await settled(60);
}

function fillByHand(host = "https://acme.example"): void {
  type(dialog(), "name", "Acme Größe & Söhne");
  type(dialog(), "authorize_url", `${host}/authorize`);
  type(dialog(), "token_url", ` ${host}/token `);
  type(dialog(), "scopes", "  read   write ");
  type(dialog(), "client_id", "my-id");
  type(dialog(), "client_secret", "my-secret");
}

const CREATED = {
  type: `${PREFIX}/create`,
  domain: "acme_grosse_sohne",
  name: "Acme Größe & Söhne",
  client_id: "my-id",
  client_secret: "my-secret",
  scopes: ["read", "write"],
};

afterEach(unmountAll);

it("a domain is made of a name: letters, digits, single underscores", () => {
  const names = { "My Provider": "my_provider", "  Äpfel & Öl 2  ": "apfel_ol_2", "—": "", a__b: "a_b" };
  for (const [name, domain] of Object.entries(names)) expect(domainOf(name)).to.equal(domain);
  expect(domainOf("x".repeat(100))).to.have.length(64);
});

describe("adding a provider of one's own", () => {
  beforeEach(() => show());

  it("takes the URLs by hand, derives the domain, shows the redirect URI, and offers to set it up (R44–R46)", async () => {
    await openOther();
    expect(textOf(dialog())).to.contain(REDIRECT_URI).and.to.contain("exactly as it is here");
    fillByHand();
    await settled();
    expect(typedIn("domain")).to.equal("acme_grosse_sohne");
    button(dialog(), "Save").click();
    await settled(80);
    const authorization_server = {
      authorize_url: "https://acme.example/authorize",
      token_url: "https://acme.example/token",
    };
    expect(sent("create")).to.deep.equal([{ ...CREATED, authorization_server }]);
    expect(textOf(dialog())).to.contain("Set up Acme Größe & Söhne");
  });

  it("leaves a domain alone that somebody typed", async () => {
    await openOther();
    type(dialog(), "domain", "mine");
    type(dialog(), "name", "Acme");
    await settled();
    expect(typedIn("domain")).to.equal("mine");
  });

  it("says at each field what is missing or wrong, the first with the focus (R49)", async () => {
    await openOther();
    button(dialog(), "Save").click();
    await settled();
    for (const name of ["name", "domain", "authorize_url", "token_url", "client_id", "client_secret"])
      expect(errorOf(name), name).to.contain("Please fill this in.");
    expect(focused()).to.equal(get(get(dialog(), "[name=name]"), "input"));
    fillByHand("ftp://acme.example");
    type(dialog(), "domain", "No Domain");
    type(dialog(), "scopes", 'a"b');
    button(dialog(), "Save").click();
    await settled();
    expect(errorOf("domain")).to.contain("Lower-case letters");
    expect(errorOf("authorize_url")).to.contain("beginning with https://");
    expect(errorOf("scopes")).to.contain("is not a scope");
    expect(sent("create")).to.deep.equal([]);
  });

  it("looks the rest up with the issuer, by Enter too, and says what the provider offers", async () => {
    await openOther();
    type(dialog(), "name", "Acme");
    type(dialog(), "issuer", ` ${ISSUER}`);
    await sendKeys({ press: "Enter" });
    await settled(80);
    expect(sent("authorization_server/discover")).to.deep.equal([
      { type: `${PREFIX}/authorization_server/discover`, issuer: ISSUER },
    ]);
    expect(typedIn("authorize_url")).to.equal(SERVER.authorize_url);
    expect(typedIn("token_url")).to.equal(SERVER.token_url);
    expect(typedIn("scopes")).to.equal("openid");
    expect(textOf(dialog())).to.contain("The provider offers: openid profile").and.to.contain("Found.");
    type(dialog(), "client_id", "my-id");
    type(dialog(), "client_secret", "my-secret");
    button(dialog(), "Save").click();
    await settled(80);
    const [made] = sent("create");
    expect([made?.domain, made?.authorization_server, made?.scopes]).to.deep.equal(["acme", SERVER, ["openid"]]);
  });

  it("says at the issuer why nothing was found, and keeps what was typed", async () => {
    hub.answer(`${PREFIX}/authorization_server/discover`, () =>
      Promise.reject({ code: "home_assistant_error", message: "The issuer there is “https://evil.example”." }),
    );
    await openOther();
    type(dialog(), "issuer", ISSUER);
    button(dialog(), "Look up").click();
    await settled(80);
    expect(errorOf("issuer")).to.contain("Nothing was found. The issuer there is “https://evil.example”.");
    expect(focused()).to.equal(get(get(dialog(), "[name=issuer]"), "input"));
    expect(typedIn("issuer")).to.equal(ISSUER);
    type(dialog(), "issuer", `${ISSUER}/`);
    await settled();
    expect(errorOf("issuer")).not.to.contain("Nothing was found");
  });

  it("asks before the hub goes into the own network, and then goes on by itself: look-up and save", async () => {
    await openOther();
    type(dialog(), "issuer", "http://nas.local");
    button(dialog(), "Look up").click();
    await settled(80);
    expect(sent("authorization_server/discover")).to.deep.equal([]);
    expect(textOf(dialog())).to.contain("Is nas.local on your own network?");
    expect(focused()).to.equal(get(button(dialog(), "Allow nas.local"), "button"));
    await expectAccessible(get(page, "ac-dialog"));
    get(button(dialog(), "Allow nas.local"), "button").click();
    await settled(100);
    expect(sent("authorization_server/discover")).to.have.length(1);
    expect(textOf(dialog())).to.contain("One allowed host on your network");

    allowed = [];
    fillByHand("http://nas.local");
    type(dialog(), "issuer", "");
    button(dialog(), "Save").click();
    await settled(80);
    expect(sent("create")).to.deep.equal([]);
    get(button(dialog(), "Allow nas.local"), "button").click();
    await settled(100);
    expect(sent("create")).to.have.length(1);
    expect(textOf(dialog())).to.contain("Credential saved");
  });

  it("an address that nobody may allow is refused at its field", async () => {
    await openOther();
    fillByHand("https://169.254.169.254");
    button(dialog(), "Save").click();
    await settled(80);
    expect(errorOf("token_url")).to.contain("Home does not go there: the address leads where no provider is.");
    expect(focused()).to.equal(get(get(dialog(), "[name=authorize_url]"), "input"));
    expect(sent("create")).to.deep.equal([]);
    expect(find(dialog(), "ac-host-consent")).to.equal(undefined);
  });

  it("takes a permission back", async () => {
    allowed = ["nas.local"];
    await openOther();
    get(get(dialog(), "ac-allowed-hosts"), "summary").click();
    button(dialog(), "Do not allow nas.local any more").click();
    await settled(60);
    expect(allowed).to.deep.equal([]);
    expect(get(dialog(), "ac-allowed-hosts").hidden).to.equal(true);
  });

  it("asks before typed words are lost", async () => {
    await openOther();
    type(dialog(), "issuer", ISSUER);
    button(dialog(), "Cancel").click();
    await settled();
    expect(find<HTMLDialogElement>(page, "dialog")?.open).not.to.equal(true);
  });
});

it("axe finds nothing in the form, wide and narrow, light and dark, English and German", async () => {
  for (const [width, language] of [
    [1_100, "en"],
    [390, "de"],
  ] as const) {
    await show(width, language);
    button(page, language === "en" ? "Add credential" : "hinzufügen").click();
    await until(() => find<HTMLDialogElement>(page, "dialog")?.open, "the dialog");
    await settled(60);
    await sendKeys({ type: language === "en" ? "another" : "anderer" });
    await sendKeys({ press: "Enter" });
    await settled(60);
    button(dialog(), language === "en" ? "Save" : "Speichern").click();
    await settled(60);
    await expectAccessible(get(page, "ac-dialog"));
    unmountAll();
  }
});

it("where the hub does not sign in at such providers, the choice is not there, and why is said", async () => {
  await show();
  hub.answer(`${PREFIX}/authorization_server/options`, () => ({ sign_in: false }));
  button(page, "Add credential").click();
  await until(() => find<HTMLDialogElement>(page, "dialog")?.open, "the dialog");
  await settled(60);
  await sendKeys({ press: "ArrowDown" });
  await settled();
  expect(findAll(dialog(), "[role=option]").map(textOf)).to.deep.equal(["Demo Calendar", "Demo Mail"]);
  expect(textOf(dialog())).to.contain("Providers that no integration knows can't be added here");
});

describe("editing a provider of one's own (R47–R49)", () => {
  beforeEach(() => show());

  async function edit(): Promise<void> {
    get(button(page, "Actions for Acme"), "button").click();
    await settled();
    button(page, "Edit").click();
    await until(() => find<HTMLDialogElement>(page, "dialog")?.open, "the dialog");
    await settled(60);
  }

  it("shows what is stored, and sends only what changed", async () => {
    await edit();
    expect([typedIn("issuer"), typedIn("token_url"), typedIn("scopes")]).to.deep.equal([
      ISSUER,
      SERVER.token_url,
      "openid read",
    ]);
    expect(find(dialog(), "[name=domain]")).to.equal(undefined);
    type(dialog(), "scopes", "openid read write");
    button(dialog(), "Save").click();
    await settled(80);
    expect(sent("update")).to.deep.equal([
      {
        type: `${PREFIX}/update`,
        application_credentials_id: OWN.id,
        scopes: ["openid", "read", "write"],
      },
    ]);
  });

  it("a host that was taken back is asked about again, though nothing changed", async () => {
    hub.answer(`${PREFIX}/allowed_host/check`, ({ urls }: Message) =>
      (urls as string[]).map((url) => ({ url, host: "h", verdict: allowed.length ? "ok" : "ask", message: "" })),
    );
    await edit();
    button(dialog(), "Save").click();
    await settled(80);
    get(button(dialog(), "Allow h"), "button").click();
    await settled(100);
    expect(allowed).to.deep.equal(["h"]);
    expect(sent("update")).to.deep.equal([]);
    expect(find<HTMLDialogElement>(page, "dialog")?.open).not.to.equal(true);
  });

  it("a changed address is asked about like a new one", async () => {
    await edit();
    type(dialog(), "token_url", "http://nas.local/token");
    button(dialog(), "Save").click();
    await settled(80);
    expect(sent("update")).to.deep.equal([]);
    get(button(dialog(), "Allow nas.local"), "button").click();
    await settled(100);
    expect(sent("update")[0]?.authorization_server).to.deep.equal({ ...SERVER, token_url: "http://nas.local/token" });
  });
});
