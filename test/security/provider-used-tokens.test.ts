/** A refresh token that was used: only its own client's exchange is a second use; who gives it up ends the sign-in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { MovableClock } from "../support/movable-clock.ts";
import { refresh, registerApplication, signInWith, type TestApplication } from "../support/oauth-client.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const scope = suiteScope();

async function start() {
  const clock = new MovableClock(scope);
  const hub = await startHubProcess(scope, { data: temporaryFolder(scope), env: clock.env });
  const session = await signInAsOwner(hub.origin);
  const owner = await WireClient.connect(hub.origin, session.accessToken);
  scope.after(() => owner.close());
  const application = await registerApplication(owner);
  const { flow, tokens } = await signInWith(session, application);
  const used = tokens.refresh_token ?? "";
  const newest = String((await refresh(flow, used)).body.refresh_token);
  const post = (path: string, { client_id, client_secret = "" }: TestApplication, fields: Record<string, string>) =>
    fetch(`${hub.origin}/oauth/${path}`, {
      method: "POST",
      body: new URLSearchParams({ client_id, client_secret, ...fields }),
    });
  return { clock, hub, owner, application, flow, used, newest, post };
}

test("S28: to ask about a used refresh token, or another client's try, is no second use", async () => {
  const { clock, hub, owner, application, flow, used, newest, post } = await start();
  const other = await registerApplication(owner, { name: "Other" });
  await clock.forward(hub, 31_000);
  for (const client of [application, other])
    assert.deepEqual(await (await post("introspect", client, { token: used })).json(), { active: false });
  const tried = await post("token", other, { grant_type: "refresh_token", refresh_token: used });
  assert.equal(tried.status, 400);
  const { items } = await owner.call<{ items: { action: string }[] }>("application_credentials/activity/list");
  assert.equal(
    items.some(({ action }) => action === "grant.reuse_detected"),
    false,
  );
  assert.equal((await refresh(flow, newest)).status, 200);
});

test("S28: a client that gives up the refresh token that it has just used has its sign-in ended", async () => {
  const { application, flow, used, newest, post } = await start();
  assert.equal((await post("revoke", application, { token: used })).status, 200);
  assert.deepEqual((await refresh(flow, newest)).body.error, "invalid_grant");
});
