/** F52 in a running Home Assistant: the activity over its own websocket, and its page in the frame. */
import assert from "node:assert/strict";
import { before, it } from "node:test";
import type { ActivityItem } from "../../src/protocol/activity.ts";
import { eventually } from "../support/eventually.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { ownersWindow } from "./support/browser.ts";
import type { Client } from "./support/client.ts";
import { signInAsGuest } from "./support/contract.ts";
import { chooseInHeadMenu, dialogOf, listed, PAGE, PANEL, pageElement } from "./support/credentials-page.ts";
import { describeEach } from "./support/each-installation.ts";
import { HomeAssistant } from "./support/home-assistant.ts";
import { expectAccessible, picture, settled } from "./support/page-checks.ts";

const CANARY = "S3CRET-canary-52";
const LIST = "application_credentials/activity/list";

describeEach("activity", (installation) => {
  const scope = suiteScope();
  let server: HomeAssistant;
  let owner: Client;
  const activity = async () => (await owner.call(LIST)).items;

  before(async () => {
    server = await HomeAssistant.create(scope, installation);
    await server.start();
    owner = await server.signIn();
  });

  it("F52: an act is a line with the user's name and address, and reaches who subscribed", async () => {
    const { events } = await owner.subscribe<ActivityItem[]>("application_credentials/activity/subscribe");
    const fields = { domain: "electric_kiwi", client_id: "kiwi", client_secret: CANARY, name: "Kiwi" };
    const { id } = await owner.call<{ id: string }>("application_credentials/create", fields);
    const [line] = await activity();
    assert.deepEqual(line?.record, { kind: "credential", id, name: "Kiwi", domain: "electric_kiwi" });
    assert.equal(line?.action, "credential.created");
    assert.equal(line?.actor.kind, "user");
    assert.ok(line?.actor.name);
    assert.equal(line?.address, "127.0.0.1");
    await eventually("the event", () => events.flat().some((one) => one.id === line?.id));
  });

  it("F52, S11: a user without the right sees nothing, and what they tried is a line", async () => {
    const guest = await signInAsGuest(server.origin, owner);
    scope.after(() => guest.close());
    for (const type of [LIST, "application_credentials/activity/subscribe"])
      assert.equal((await guest.refusal(type)).code, "unauthorized");
    const args = { application_credentials_id: "electric_kiwi_kiwi" };
    assert.equal((await guest.refusal("application_credentials/delete", args)).code, "unauthorized");
    await eventually("the guest's try", async () =>
      (await activity()).some(
        ({ actor, action, result }) =>
          actor.name === "Gustav Guest" && action === "credential.deleted" && result === "failed",
      ),
    );
  });

  it("F52: handing the credentials back is a line", async () => {
    await owner.call("application_credentials/home_assistant/hand_back");
    await eventually("its line", async () => (await activity()).some(({ action }) => action === "data.handed_back"));
  });

  it("F52: the page's menu leads to it in the frame, a reload shows it again, and so does the panel", async () => {
    const { page, go } = await ownersWindow(scope, server.origin);
    const line = () => page.getByRole("listitem").filter({ hasText: "added Kiwi" });
    await go(PAGE);
    await listed(page, "Kiwi");
    await chooseInHeadMenu(page, /Activity/);
    await line().waitFor();
    assert.equal(page.url(), `${server.origin}${PAGE}/activity`);
    await line().getByText("from 127.0.0.1").waitFor();
    await settled(page);
    await expectAccessible(page, ".content");
    await picture(page, installation.version, "activity");
    await page.reload();
    await line().getByRole("link", { name: "Kiwi" }).click();
    await dialogOf(page, "Edit Kiwi").waitFor();
    await go(`${PAGE}/activity`);
    await line().waitFor();
    await pageElement(page).locator("hass-tabs-subpage").getByRole("link", { name: "Back" }).click();
    await listed(page, "Kiwi");
    assert.equal(page.url(), server.origin + PAGE);

    await go(`${PANEL}/activity`);
    await line().waitFor();
    await page.getByRole("link", { name: "Back to the credentials" }).click();
    await listed(page, "Kiwi");
  });

  it("F52, S12: it is there after a restart, and nothing of it holds a secret", async () => {
    const before = await activity();
    await server.stop();
    await server.start();
    owner = await server.signIn();
    await eventually("the backend", async () =>
      owner.call(LIST).then(
        () => true,
        () => false,
      ),
    );
    const known = new Set((await activity()).map(({ id }) => id));
    assert.ok(before.every(({ id }) => known.has(id)));
    assert.ok(!owner.received().includes(CANARY));
  });
});
