import { expect, html } from "@open-wc/testing";
import type { HubFlowDialog } from "../../../src/hub/page/flow/flow-dialog.ts";
import "../../../src/hub/page/flow/flow-dialog.ts";
import type { HubFlowMissingCredentials } from "../../../src/hub/page/flow/missing-credentials-step.ts";
import { FakeHub, reauthFlow } from "./support/fake-hass.ts";
import { expectAccessible, find, findAll, render, settled, textOf } from "./support/render.ts";

const step = (more: object) => ({ flow_id: "f1", handler: "demo_calendar", ...more });
const pick = step({
  type: "form",
  step_id: "pick_implementation",
  data_schema: [
    {
      name: "implementation",
      type: "select",
      required: true,
      options: [
        ["a", "First"],
        ["b", "Second"],
      ],
    },
  ],
  errors: null,
  last_step: null,
});
const external = step({ type: "external", step_id: "auth", url: "http://hub.test/oauth/start?ticket=1" });
const created = step({
  type: "create_entry",
  title: "ada",
  version: 1,
  result: { entry_id: "e1", title: "ada@example.org" },
});
const denied = step({
  type: "abort",
  reason: "user_rejected_authorize",
  description_placeholders: { error: "access_denied" },
});

/** With a service of the hub beside the person's own. */
const withService = { ...pick, description_placeholders: { ready_made: "a" } };
const throughService = { ...external, description_placeholders: { ready_made: "First" } };

const openFor = (hub: FakeHub, hass = hub.hass()) =>
  render<HubFlowDialog>(html`<hub-flow-dialog .hass=${hass} .domain=${"demo_calendar"}></hub-flow-dialog>`);

const callsOf = (hub: FakeHub) => hub.calls.map(({ method, path }) => `${method} ${path.split("config_entries/")[1]}`);

describe("the wizard with a service of the hub", () => {
  it("F15: explains each choice in words, the service's first", async () => {
    const hub = new FakeHub();
    hub.api = () => withService;
    const dialog = await openFor(hub);
    const labels = findAll(dialog, "label").map((label) => label.textContent?.replace(/\s+/g, " ").trim());
    expect(labels).to.deep.equal([
      "First Ready-made: nothing to set up at the provider.",
      "Second Your own client ID and secret.",
    ]);
    expect(textOf(dialog)).to.contain("How to sign in?");
    await expectAccessible(dialog);
  });

  it("F15: takes a credential of one's own, and then has it chosen", async () => {
    const hub = new FakeHub();
    const steps = [throughService, withService];
    hub.api = ({ method }) => (method === "POST" ? steps.shift() : undefined);
    const dialog = await openFor(hub);
    sendFrom(dialog, "hub-flow-external-step", "flow-own-credential");
    await settled(dialog);
    const missing = find<HubFlowMissingCredentials>(dialog, "hub-flow-missing-credentials");
    expect(missing?.step.description_placeholders).to.deep.equal({ ready_made: "First" });
    sendFrom(dialog, "hub-flow-missing-credentials", "flow-restart");
    await settled(dialog);
    expect(find<HTMLInputElement>(dialog, "input[value=b]")?.checked).to.equal(true);
  });

  it("F15: goes back to the choice when the person gives the credential up", async () => {
    const hub = new FakeHub();
    hub.api = () => withService;
    const dialog = await openFor(hub);
    let closed = 0;
    dialog.addEventListener("hub-closed", () => closed++);
    find(dialog, "hub-flow-form >> ac-button[appearance=text]")?.click();
    await settled(dialog);
    expect(
      find<HubFlowMissingCredentials>(dialog, "hub-flow-missing-credentials")?.step.description_placeholders,
    ).to.deep.equal({
      ready_made: "First",
    });
    sendFrom(dialog, "hub-flow-missing-credentials", "flow-cancel");
    await settled(dialog);
    expect(closed).to.equal(0);
    expect(find(dialog, "input[value=a]")).to.exist;
  });
});

describe("the wizard", () => {
  it("starts a flow, takes the choice of a credential and shows the external step", async () => {
    const hub = new FakeHub();
    hub.api = ({ path }) => (path.endsWith("/f1") ? external : pick);
    const dialog = await openFor(hub);
    await expectAccessible(dialog);
    find<HTMLInputElement>(dialog, "input[value=b]")?.click();
    find(dialog, "ac-button[type=submit]")?.click();
    await settled(dialog);
    expect(hub.calls[0]?.body).to.deep.equal({ handler: "demo_calendar", show_advanced_options: false });
    expect(hub.calls[1]?.body).to.deep.equal({ implementation: "b" });
    expect(find<HTMLAnchorElement>(dialog, "hub-flow-external-step >> a")?.href).to.equal(external_url);
  });

  it("asks for the step again when the plugin's element says so, and ends with the entry", async () => {
    const hub = new FakeHub();
    hub.api = ({ method }) => (method === "POST" ? external : created);
    const dialog = await openFor(hub);
    let closed = 0;
    dialog.addEventListener("hub-closed", () => closed++);
    sendFrom(dialog, "hub-flow-external-step", "flow-refresh");
    await settled(dialog);
    expect(textOf(dialog)).to.contain("ada@example.org");
    await expectAccessible(dialog);
    find(dialog, "hub-flow-outcome >> ac-button[appearance=filled]")?.click();
    expect(closed).to.equal(1);
    expect(callsOf(hub)).to.deep.equal(["POST flow", "GET flow/f1"]);
  });

  it("deletes its flow when it is closed before the end", async () => {
    const hub = new FakeHub();
    hub.api = () => external;
    const dialog = await openFor(hub);
    sendFrom(dialog, "hub-flow-external-step", "flow-cancel");
    expect(callsOf(hub)).to.deep.equal(["POST flow", "DELETE flow/f1"]);
  });

  it("deletes a flow that the hub made only after the wizard was closed", async () => {
    const hub = new FakeHub();
    let answer: ((step: object) => void) | undefined;
    hub.api = ({ method }) =>
      method === "POST"
        ? new Promise((resolve) => {
            answer = resolve;
          })
        : {};
    const dialog = await openFor(hub);
    dialog.remove();
    answer?.(external);
    await settled(dialog);
    expect(callsOf(hub)).to.deep.equal(["POST flow", "DELETE flow/f1"]);
  });

  it("says in words why it failed, keeps the details folded, and begins again", async () => {
    const hub = new FakeHub();
    hub.api = () => denied;
    const dialog = await openFor(hub);
    expect(textOf(dialog)).to.contain("You denied access at the provider");
    expect(find<HTMLDetailsElement>(dialog, "details")?.open).to.equal(false);
    await expectAccessible(dialog);
    hub.api = () => external;
    find(dialog, "hub-flow-outcome >> ac-button[appearance=filled]")?.click();
    await settled(dialog);
    expect(find(dialog, "hub-flow-external-step")).to.not.equal(undefined);
    expect(callsOf(hub)).to.deep.equal(["POST flow", "POST flow"]);
  });

  it("prefers the integration's own words", async () => {
    const hub = new FakeHub();
    hub.answers.set("frontend/get_translations", {
      resources: { "component.demo_calendar.config.abort.user_rejected_authorize": "No: {error}" },
    });
    hub.api = () => denied;
    expect(textOf(await openFor(hub))).to.contain("No: access_denied");
  });

  it("keeps the step when a call fails, and repeats the call", async () => {
    const hub = new FakeHub();
    hub.api = ({ method }) => {
      if (method === "GET") throw { status_code: 0, body: { message: "" } };
      return external;
    };
    const dialog = await openFor(hub);
    sendFrom(dialog, "hub-flow-external-step", "flow-refresh");
    await settled(dialog);
    expect(textOf(dialog)).to.contain("Nothing is lost");
    expect(find(dialog, "hub-flow-external-step")).to.not.equal(undefined);
    hub.api = () => created;
    find(dialog, "ac-alert ac-button")?.click();
    await settled(dialog);
    expect(textOf(dialog)).to.contain("is set up");
  });

  it("leaves a re-authentication waiting when it is closed, and finds its successor for another try", async () => {
    const hub = new FakeHub();
    hub.api = () => ({ ...denied, flow_id: "reauth-e1" });
    const flow = reauthFlow();
    const dialog = await render<HubFlowDialog>(
      html`<hub-flow-dialog .hass=${hub.hass()} .flow=${flow}></hub-flow-dialog>`,
    );
    hub.answers.set("config_entries/flow/progress", [{ ...flow, flow_id: "next" }]);
    hub.api = () => step({ flow_id: "next", type: "form", step_id: "reauth_confirm", data_schema: [], errors: null });
    find(dialog, "hub-flow-outcome >> ac-button[appearance=filled]")?.click();
    await settled(dialog);
    await expectAccessible(dialog);
    dialog.remove();
    expect(callsOf(hub)).to.deep.equal(["GET flow/reauth-e1", "GET flow/next", "POST flow/next"]);
  });

  it("asks which account it shall be when another one signed in, and begins with the one that changes nothing", async () => {
    const hub = new FakeHub();
    const account = {
      name: "account",
      required: true,
      type: "select",
      options: ["again", "use"].map((one) => [one, one]),
    };
    const description_placeholders = { name: "Anna", account: "Ben" };
    const form = { type: "form", step_id: "confirm_account", errors: null, description_placeholders };
    hub.api = () => step({ ...form, flow_id: "reauth-e1", data_schema: [account] });
    const dialog = await render<HubFlowDialog>(
      html`<hub-flow-dialog .hass=${hub.hass()} .flow=${reauthFlow()}></hub-flow-dialog>`,
    );
    expect(textOf(dialog)).to.contain("You signed in as Ben, but this entry is Anna’s.");
    expect(textOf(dialog)).to.contain("Use Ben for this entry from now on");
    expect(find<HTMLInputElement>(dialog, "hub-flow-form >> input:checked")?.value).to.equal("again");
    await expectAccessible(dialog);
  });

  it("says that there is no such integration", async () => {
    const hub = new FakeHub();
    hub.api = () => {
      throw { status_code: 404, body: { message: "Invalid handler specified" } };
    };
    expect(textOf(await openFor(hub))).to.contain("knows no integration called demo_calendar");
  });
});

const external_url = "http://hub.test/oauth/start?ticket=1";

const sendFrom = (dialog: Element, selector: string, type: string) =>
  find(dialog, selector)?.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true }));
