/** One hub in which everything is sealed that can be, and its key rotated: nothing may be left to the old data key, which goes. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { decodeProtectedHeader } from "jose";
import { eventually } from "../support/eventually.ts";
import { startProvider, visitProvider } from "../support/oidc-provider.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startDemoHub } from "./support/demo-hub.ts";

/** Every sealed value in the database, by its collection, with the id of its data key. */
function sealedIn(file: string): { collection: string; kid: string }[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare("SELECT * FROM keyv").all();
  database.close();
  return rows.flatMap((row) => {
    const texts = JSON.stringify(row).match(/eyJ[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+/g) ?? [];
    return texts
      .map((text) => decodeProtectedHeader(text))
      .filter(({ alg, rec }) => alg === "dir" && typeof rec === "string")
      .map(({ kid = "", rec }) => ({ collection: String(rec).split("/")[0] ?? "", kid }));
  });
}

test("S17: after a rotation no record of any kind needs the old data key, and each of them still opens", {
  timeout: 60_000,
}, async (t) => {
  const data = temporaryFolder(t);
  const home = await startDemoHub(t, { data });
  const { owner } = home;

  // An account, and a sign-in with another one that waits for a decision.
  const first = await home.begin();
  assert.equal((await home.visit(await home.toCallback(first, "Anna"), first.cookie)).status, 303);
  const [entryId = ""] = await home.entryIds();
  await home.behave("refresh_tokens/revoke");
  await home.behave("access_tokens/expire");
  await owner.send("embedded_hub/entry/show", { entry_id: entryId });
  const [flow] = await owner.call<{ flow_id: string }[]>("config_entries/flow/progress");
  const path = `config/config_entries/flow/${flow?.flow_id}`;
  const { body, headers } = await home.api("POST", path, {});
  const cookie = headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
  const again = { flow_id: flow?.flow_id ?? "", url: body.url ?? "", cookie };
  await home.visit(await home.toCallback(again, "Ben"), cookie);

  // A secret that is being changed, and a sign-in that somebody is in the middle of.
  const provider = await startProvider(t, `${home.origin}/oauth/callback`);
  const application_credentials_id = await home.useProvider(provider);
  const pending = await home.begin("demo_mail", application_credentials_id);
  const authorization = await home.toProvider(pending);
  await owner.call("application_credentials/rotate", {
    application_credentials_id,
    client_secret: "not the right one",
  });

  const file = join(data, "hub.db");
  const before = sealedIn(file);
  const kinds = new Set(before.map(({ collection }) => collection));
  for (const kind of ["credentials", "accounts", "accounts_aside", "authorizations"]) assert.ok(kinds.has(kind), kind);

  await owner.call("application_credentials/key/rotate");
  await eventually("the end of the rotation", async () => {
    const { rotating, data_keys } = await owner.call<{ rotating: boolean; data_keys: number }>(
      "application_credentials/key/status",
    );
    return !rotating && data_keys === 1;
  });
  const after = sealedIn(file);
  assert.equal(after.length, before.length);
  const old = new Set(before.map(({ kid }) => kid));
  assert.deepEqual(
    after.filter(({ kid }) => old.has(kid)),
    [],
  );

  // The previous secret still opens, and the sign-in under way ends with it; so does the one that was set aside.
  const callback = await visitProvider(authorization, "ada");
  assert.equal((await home.visit(callback, pending.cookie)).status, 303);
  assert.equal((await home.api("POST", path, { account: "use" })).body.reason, "reauth_successful");
  assert.equal((await home.entryIds()).length, 2);
});
