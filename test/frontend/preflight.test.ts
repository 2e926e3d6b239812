/** F14, C c: what is wrong shows before the sign-in, and hinders no click. */
import { expect } from "@open-wc/testing";
import type { AcConnectStep } from "../../src/frontend/connect/connect-step.ts";
import "../../src/frontend/connect/connect-step.ts";
import type { PreflightCheck } from "../../src/protocol/providers.ts";
import type { FakeConnection } from "./support/fake-connection.ts";
import { fakeHass, fakeHub } from "./support/fake-hass.ts";
import { button, expectAccessible, find, get, mount, settled, textOf, unmountAll } from "./support/page.ts";

const PREFLIGHT = "application_credentials/preflight";
const STEP = {
  type: "external",
  step_id: "auth",
  flow_id: "f1",
  handler: "acme",
  url: "http://hub.example/oauth/start?ticket=1&client_id=my-id",
} as const;

const finding = (values: Partial<PreflightCheck>): PreflightCheck => ({
  check: "origin",
  status: "warning",
  reason: "origin_http",
  placeholders: { origin: "http://hub.example" },
  message: "In English.",
  ...values,
});

const show = (hub: FakeConnection, language = "en", width = 500): Promise<AcConnectStep> =>
  mount("ac-connect-step", { hass: fakeHass(hub, { language }), step: STEP }, width);

afterEach(unmountAll);

it("a domain that only a credential knows has its name from the hub's manifests", async () => {
  const hub = fakeHub([]);
  hub.answer("manifest/list", () => [{ domain: "acme", name: "Acme", is_built_in: true }]);
  const step = await show(hub);
  await settled();
  expect(textOf(step)).to.contain("you sign in to Acme.");
});

it("asks once for the flow's credential and this page's origin; what is fine is not shown", async () => {
  const hub = fakeHub([]);
  hub.answer(PREFLIGHT, () => [finding({ status: "ok", reason: "origin_ok" })]);
  const step = await show(hub);
  await settled();
  expect(hub.sent.filter(({ type }) => type === PREFLIGHT)).to.deep.equal([
    { type: PREFLIGHT, domain: "acme", client_id: "my-id", origin: location.origin },
  ]);
  expect(find(get(step, "ac-preflight"), "ac-alert")).to.equal(undefined);
});

it("each problem in the page's language, details folded, an unknown one in the hub's words", async () => {
  const hub = fakeHub([]);
  hub.answer(PREFLIGHT, () => [
    finding({}),
    finding({ check: "clock", reason: "clock_behind", placeholders: { seconds: "90" } }),
    finding({ check: "endpoint", status: "failed", reason: "of_tomorrow", message: "A new kind of trouble." }),
    finding({ check: "endpoint", status: "ok", reason: "endpoint_ok", message: "Fine." }),
  ]);
  for (const [language, words] of [
    ["en", ["http://hub.example is not https", "90 seconds behind", "A new kind of trouble."]],
    ["de", ["http://hub.example ist nicht https", "90 Sekunden nach", "A new kind of trouble."]],
  ] as const) {
    const step = await show(hub, language);
    await settled(60);
    const shown = textOf(get(step, "ac-preflight"));
    for (const text of words) expect(shown).to.contain(text);
    expect(shown).not.to.contain("Fine.");
    expect(get<HTMLDetailsElement>(get(step, "ac-preflight"), "details").open).to.equal(false);
    await expectAccessible(get(step, "ac-preflight"));
    unmountAll();
  }
});

it("the button is there before the answer, and without one", async () => {
  const hub = fakeHub([]);
  hub.answer(PREFLIGHT, () => new Promise(() => {}));
  const step = await show(hub);
  expect(button(step, "Connect")).not.to.equal(undefined);
  unmountAll();
  const without = await show(fakeHub([]));
  await settled();
  expect(button(without, "Connect")).not.to.equal(undefined);
  expect(find(get(without, "ac-preflight"), "ac-alert")).to.equal(undefined);
});
