/** From where applications may come: whoever may not come from outside lets nobody else do so for them. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import WebSocket from "ws";
import { callApi, signInAsOwner, signInAsUser, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { registerApplication, signInWith } from "../support/oauth-client.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** What a proxy adds to a request that comes from elsewhere. */
const FROM_OUTSIDE = { "x-forwarded-for": "203.0.113.7" };
const scope = suiteScope();

/** How the websocket answers a sign-in. */
async function websocketAnswer(origin: string, access_token: string, headers: Record<string, string>) {
  const socket = new WebSocket(`${origin.replace("http", "ws")}/api/websocket`, { headers });
  await once(socket, "message");
  socket.send(JSON.stringify({ type: "auth", access_token }));
  const [data] = await once(socket, "message");
  socket.close();
  return (JSON.parse(String(data)) as { type: string }).type;
}

test("S31: an application of a user who may come from home alone comes from home alone", async () => {
  const { origin } = await startHubProcess(scope, { data: temporaryFolder(scope) });
  const owner = await WireClient.connect(origin, (await signInAsOwner(origin)).accessToken);
  scope.after(() => owner.close());
  const application = await registerApplication(owner, { scopes: ["profile", "accounts:connect"] });
  const person = await signInAsUser(origin, owner, { local_only: true, group_ids: ["system-admin"] });
  const accessToken = (await signInWith(person, application)).tokens.access_token;
  const status = async (headers: Record<string, string>) =>
    (await callApi({ origin, accessToken }, "GET", "config/config_entries/flow/none", undefined, headers)).status;
  assert.deepEqual([await status({}), await status(FROM_OUTSIDE)], [404, 401]);
  assert.equal(await websocketAnswer(origin, accessToken, {}), "auth_ok");
  assert.equal(await websocketAnswer(origin, accessToken, FROM_OUTSIDE), "auth_invalid");
});
