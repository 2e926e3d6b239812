import { expect } from "@open-wc/testing";
import { sendKeys } from "@web/test-runner-commands";
import type { AcApplicationsPage } from "../../src/frontend/applications/applications-page.ts";
import "../../src/frontend/applications/applications-page.ts";
import { applicationsHub, CALL, DASHBOARD, SECRET } from "./support/applications.ts";
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

/** The hub's sign-in as the page reaches it; the rest of `fetch` is as it was. */
class FakeSignIn {
  readonly asked: string[] = [];
  /** What becomes of a password: a status, or a step. */
  answer: (fields: Record<string, string>) => Response = ({ password }) =>
    password === "correct horse"
      ? Response.json({ type: "create_entry", result: "code" })
      : Response.json({ type: "form", flow_id: "f1", step_id: "init", errors: { base: "invalid_auth" } });
  readonly #real = window.fetch;

  begin(): void {
    window.fetch = async (input, options) => {
      const path = new URL(String(input), location.href).pathname;
      if (!path.startsWith("/auth/")) return this.#real(input, options);
      this.asked.push(path);
      if (path === "/auth/login_flow") return Response.json({ type: "form", flow_id: "f1", step_id: "init" });
      if (path === "/auth/token") return Response.json({ access_token: "fresh", refresh_token: "ends" });
      if (path === "/auth/revoke") return new Response();
      return this.answer(JSON.parse(String(options?.body)));
    };
  }

  end(): void {
    window.fetch = this.#real;
  }
}

let hub: ReturnType<typeof applicationsHub>;
let page: AcApplicationsPage;
let signIn: FakeSignIn;
let isRecent = false;

const sent = (type: string) => hub.sent.filter((one) => one.type === type);
const dialog = () => find(page, "ac-confirm-login-dialog");
const words = () => textOf(get(page, "ac-confirm-login-dialog"));

async function rotate(): Promise<void> {
  get(button(page, "Menu of Dashboard"), "button").click();
  await settled();
  button(page, "New secret…").click();
  await until(() => find<HTMLDialogElement>(page, "dialog")?.open, "the dialog");
  await settled(60);
  button(page, "Make a new secret").click();
  await until(dialog, "the question");
  await settled(80);
}

async function give(password: string): Promise<void> {
  const field = get<HTMLInputElement>(get(get(page, "ac-confirm-login-dialog"), "ac-secret-field"), "input");
  field.focus();
  field.value = password;
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  await sendKeys({ press: "Enter" });
  await settled(80);
}

beforeEach(async () => {
  isRecent = false;
  signIn = new FakeSignIn();
  signIn.begin();
  hub = applicationsHub([DASHBOARD]);
  hub.answer(CALL.rotate, () => {
    if (!isRecent) throw { code: "recent_login_required", message: "Give your password again" };
    return { client_secret: SECRET };
  });
  hub.answer(CALL.confirm, () => {
    isRecent = true;
    return null;
  });
  page = await mount("ac-applications-page", { hass: fakeHass(hub) });
  await until(() => find(page, ".rows .row"), "the rows");
});
afterEach(() => {
  signIn.end();
  unmountAll();
});

describe("a sign-in of the last ten minutes", () => {
  it("S40: asks for the password, goes on with what was begun, and ends the sign-in that was made for it", async () => {
    await rotate();
    await expectAccessible(page);
    const [username] = findAll<HTMLInputElement>(get(page, "ac-confirm-login-dialog"), "input");
    expect(username?.value).to.equal("anna");
    expect(focused()).to.equal(get(get(get(page, "ac-confirm-login-dialog"), "ac-secret-field"), "input"));
    await give("correct horse");
    await until(() => textOf(page).includes("The new secret of Dashboard"), "the new secret");
    expect(sent(CALL.confirm)).to.deep.equal([{ type: CALL.confirm, access_token: "fresh" }]);
    expect(sent(CALL.rotate).length).to.equal(2);
    expect(signIn.asked.at(-1)).to.equal("/auth/revoke");
  });

  it("a wrong password can be given again; too many are said to be", async () => {
    await rotate();
    await give("");
    expect(words()).to.contain("Fill in everything.");
    await give("wrong");
    expect(sent(CALL.confirm)).to.deep.equal([]);
    expect(words()).to.contain("That is not right.");
    signIn.answer = () => new Response("", { status: 429 });
    await give("wrong");
    expect(words()).to.contain("Too many failed attempts.");
    await expectAccessible(page);
    signIn.answer = () => Response.json({ type: "create_entry", result: "code" });
    await give("correct horse");
    await until(() => textOf(page).includes("The new secret of Dashboard"), "the new secret");
  });

  it("a second factor is asked for where there is one", async () => {
    signIn.answer = ({ code }) =>
      code === "123456"
        ? Response.json({ type: "create_entry", result: "code" })
        : Response.json({ type: "form", flow_id: "f1", step_id: "mfa", errors: {} });
    await rotate();
    await give("correct horse");
    const fields = findAll<HTMLInputElement>(get(page, "ac-confirm-login-dialog"), "input");
    expect(fields.at(-1)?.autocomplete).to.equal("one-time-code");
    await expectAccessible(page);
    const code = fields.at(-1) as HTMLInputElement;
    code.value = "123456";
    code.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
    button(get(page, "ac-confirm-login-dialog"), "Continue").click();
    await until(() => textOf(page).includes("The new secret of Dashboard"), "the new secret");
  });

  it("whoever does not want to gets back to where they were, and nothing was done", async () => {
    await rotate();
    await sendKeys({ press: "Escape" });
    await until(() => dialog() === undefined, "the end of the question");
    expect(sent(CALL.rotate).length).to.equal(1);
    expect(find<HTMLDialogElement>(page, "dialog")?.open).to.equal(true);
    expect(textOf(page)).not.to.contain(SECRET);
    expect(textOf(page)).to.contain("New secret for Dashboard");
  });
});
