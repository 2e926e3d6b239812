import { expect, html } from "@open-wc/testing";
import type { LitElement } from "lit";
import "../../../src/hub/page/session/login-page.ts";
import "../../../src/hub/page/session/onboarding-page.ts";
import { expectAccessible, find, findAll, render, settled, textOf } from "./support/render.ts";

interface Answer {
  readonly status?: number;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
}
type Answers = Record<string, Answer>;
interface Request {
  readonly path: string;
  readonly body: unknown;
}

const TOKENS = { access_token: "a", token_type: "Bearer", expires_in: 1_800, refresh_token: "r" };
const LOGIN = "/auth/login_flow";

/** Answers the page's requests by their path, for as long as one test takes. */
function answerRequests(answers: Answers): Request[] {
  const requests: Request[] = [];
  window.fetch = async (input, init) => {
    const path = new URL(String(input), location.href).pathname;
    requests.push({ path, body: typeof init?.body === "string" ? JSON.parse(init.body) : init?.body });
    const answer = answers[path];
    if (!answer) throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(answer.body), { status: answer.status ?? 200, headers: answer.headers ?? {} });
  };
  return requests;
}

async function type(page: LitElement, values: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const input = find<HTMLInputElement>(page, `[name=${name}] >> input`);
    if (input) input.value = value;
    input?.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
  }
  await settled(page);
}

async function submit(page: LitElement): Promise<void> {
  find(page, "ac-button[type=submit]")?.click();
  await settled(page);
}

describe("login and onboarding", () => {
  const { fetch } = window;
  afterEach(() => {
    window.fetch = fetch;
    localStorage.clear();
  });

  const login = () => render(html`<hub-login-page></hub-login-page>`);
  const onboarding = () => render(html`<hub-onboarding-page></hub-onboarding-page>`);

  it("signs in and keeps the tokens", async () => {
    const requests = answerRequests({
      [LOGIN]: { body: { type: "form", flow_id: "f" } },
      [`${LOGIN}/f`]: { body: { type: "create_entry", result: "CODE" } },
      "/auth/token": { body: TOKENS },
    });
    const page = await login();
    let auth: unknown;
    page.addEventListener("hub-signed-in", (event) => {
      auth = (event as CustomEvent).detail;
    });
    await expectAccessible(page);
    await type(page, { username: " ada ", password: " pass word " });
    await submit(page);
    expect(auth).to.have.property("accessToken", "a");
    const client_id = `${location.origin}/`;
    expect(requests[0]?.body).to.deep.equal({ client_id, handler: ["homeassistant", null], redirect_uri: client_id });
    expect(requests[1]?.body).to.deep.equal({ client_id, username: "ada", password: " pass word " });
    expect(localStorage.getItem("hub-tokens")).to.contain(`"refresh_token":"r"`);
  });

  it("names the field that is empty and puts the focus there, without asking the hub", async () => {
    const requests = answerRequests({});
    const page = await login();
    await type(page, { username: "ada" });
    await submit(page);
    const fields = findAll<HTMLElement & { error: string }>(page, "ac-text-field, ac-secret-field");
    expect(fields.map(({ error }) => error)).to.deep.equal(["", "Please fill in this field."]);
    expect(page.shadowRoot?.activeElement).to.equal(fields[1]);
    expect(requests).to.deep.equal([]);
    await expectAccessible(page);
  });

  it("says what the hub refused, and keeps what was typed", async () => {
    const flow = { [LOGIN]: { body: { type: "form", flow_id: "f" } } };
    const page = await login();
    const say = async (answer: Answer | undefined) => {
      answerRequests(answer ? { ...flow, [`${LOGIN}/f`]: answer } : {});
      await submit(page);
      return textOf(page);
    };
    await type(page, { username: "ada", password: "wrong" });
    expect(await say({ body: { type: "form", errors: { base: "invalid_auth" } } })).to.contain("password is wrong");
    const limited = (seconds: string) => ({ status: 429, body: {}, headers: { "Retry-After": seconds } });
    expect(await say(limited("42"))).to.contain("wait 42 seconds");
    expect(await say(limited("298"))).to.contain("wait 5 minutes");
    const blocked = { status: 403, body: { message: "Login blocked: User cannot authenticate remotely" } };
    expect(await say(blocked)).to.contain("in the home network only");
    expect(await say(undefined)).to.contain("Test Hub did not answer");
    expect(find<HTMLInputElement>(page, "[name=password] >> input")?.value).to.equal("wrong");
  });

  it("makes the owner's account", async () => {
    const requests = answerRequests({
      "/api/onboarding/users": { body: { auth_code: "CODE" } },
      "/auth/token": { body: TOKENS },
    });
    const page = await onboarding();
    let signedIn = 0;
    page.addEventListener("hub-signed-in", () => signedIn++);
    await expectAccessible(page);
    await type(page, { name: "Ada", username: "ada", password: "short" });
    await submit(page);
    expect(textOf(page)).to.contain("at least 8 characters");
    expect(requests).to.deep.equal([]);
    await type(page, { password: "long enough" });
    await submit(page);
    const owner = { name: "Ada", username: "ada", password: "long enough", language: "en" };
    expect(requests[0]?.body).to.deep.equal({ client_id: `${location.origin}/`, ...owner });
    expect(signedIn).to.equal(1);
  });

  it("offers the sign-in when there is an owner already", async () => {
    answerRequests({ "/api/onboarding/users": { status: 403, body: { message: "User step already done" } } });
    const page = await onboarding();
    let asked = 0;
    page.addEventListener("hub-owner-exists", () => asked++);
    await type(page, { name: "Ada", username: "ada", password: "long enough" });
    await submit(page);
    expect(textOf(page)).to.contain("made the owner’s account already");
    find(page, "ac-alert ac-button")?.click();
    expect(asked).to.equal(1);
  });
});
