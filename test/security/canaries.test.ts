/**
 * S12, S13, S14: secrets are planted, a hub is driven through a whole life at debug level, failures included, and then
 * every answer and event, every log line and every byte of the data folder is searched for them.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { callApi, signInAsOwner, WireClient } from "../support/hub-client.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { signIn } from "../support/provider-person.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CANARY = "S3CRET-canary-7b1f0c9d";

interface Step {
  readonly flow_id: string;
  readonly type: string;
  readonly url?: string;
  readonly reason?: string;
  readonly result?: { readonly entry_id: string };
}

/** Everything that came over the wire, in one text. */
class Recorder {
  text = "";

  record<Answer>(answer: Answer): Answer {
    this.text += `${JSON.stringify(answer)}\n`;
    return answer;
  }
}

test("S12, S13, S14: no secret, token, code or verifier in an answer, an event, a log line or a file", {
  timeout: 60_000,
}, async (t) => {
  const data = temporaryFolder(t);
  const seen = new Recorder();
  const found = new Set<string>([CANARY]);
  const hub = await startHubProcess(t, { data, demo: true, env: { LOG_LEVEL: "debug" } });
  const session = await signInAsOwner(hub.origin);
  const client = await WireClient.connect(hub.origin, session.accessToken);
  const call = async (type: string, args: object = {}) => seen.record(await client.send(type, args));
  const api = async (method: string, path: string, body?: object) =>
    seen.record(await callApi<Step>(session, method, path, body));

  await t.test("a credential is made, changed, misused and deleted", async () => {
    await call("application_credentials/subscribe");
    const create = (domain: string) =>
      call("application_credentials/create", { domain, client_id: "canary", client_secret: CANARY, name: "Canary" });
    const { result } = await create("demo_mail");
    const { id } = result as { id: string };
    await create("nobody");
    await call("application_credentials/create", {
      domain: "demo_mail",
      client_id: CANARY.repeat(200),
      client_secret: "x",
    });
    await call("application_credentials/create", { domain: "demo_mail", client_secret: [CANARY] });
    await call("application_credentials/update", { application_credentials_id: id, client_secret: `${CANARY} again` });
    await call("application_credentials/update", { application_credentials_id: id, client_secret: CANARY, scopes: 5 });
    for (const command of ["list", "config", "usage"]) await call(`application_credentials/${command}`);
  });

  await t.test(
    "a sign-in that the provider refuses fails, one with the right one is refreshed and revoked",
    async () => {
      const config = (await call("application_credentials/config")).result as {
        integrations: Record<string, { authorization_server: { issuer: string } }>;
      };
      const provider = config.integrations.demo_calendar?.authorization_server.issuer ?? "";
      const behave = (path: string, body: object = {}) =>
        fetch(`${provider}/console/api/${path}`, {
          method: "POST",
          body: JSON.stringify(body),
          headers: { "content-type": "application/json" },
        });
      await behave("behaviour", { token_endpoint: "invalid_client" });
      const refused = await connect("demo_calendar");
      assert.equal(refused.body.reason, "oauth_unauthorized");
      await behave("behaviour/reset");
      const made = await connect("demo_calendar");
      const entryId = made.body.result?.entry_id ?? "";
      const { token } = (await client.call("application_credentials/integration_token/create", {
        domain: "demo_calendar",
        name: "script",
      })) as { token: string };
      found.add(token);
      const script = await WireClient.connect(hub.origin, token);
      const ask = () => script.send("application_credentials/token", { entry_id: entryId });
      const remember = (answer: { result?: unknown }) =>
        found.add((answer.result as { access_token: string }).access_token);
      remember(await ask());
      await behave("access_tokens/expire");
      await call("embedded_hub/entry/show", { entry_id: entryId });
      remember(await ask());
      await behave("behaviour", { token_endpoint: "garbage" });
      await behave("access_tokens/expire");
      await call("embedded_hub/entry/show", { entry_id: entryId });
      await behave("behaviour/reset");
      await behave("refresh_tokens/revoke");
      await behave("access_tokens/expire");
      await call("embedded_hub/entry/show", { entry_id: entryId });
      for (const type of ["config_entries/get", "repairs/list_issues", "config_entries/flow/progress"])
        await call(type);
      script.close();
    },
  );

  async function connect(domain: string) {
    const begun = await api("POST", "config/config_entries/flow", { handler: domain });
    const cookie = begun.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const start = await fetch(begun.body.url ?? "", { redirect: "manual", headers: { cookie } });
    const callback = await signIn({ authorizeUrl: start.headers.get("location") ?? "", name: "Ada", allow: true });
    found.add(new URL(callback).searchParams.get("code") ?? CANARY);
    const answer = await fetch(callback, { redirect: "manual", headers: { cookie } });
    seen.record([await answer.text(), [...answer.headers.entries()].filter(([name]) => name !== "set-cookie")]);
    seen.record(await (await fetch(callback, { headers: { cookie } })).text());
    return api("GET", `config/config_entries/flow/${begun.body.flow_id}`);
  }

  seen.record(client.events);
  client.close();
  assert.equal(await hub.stop(), 0);
  assert.ok(found.size > 5, "too little was planted");
  assert.ok(hub.log().length > 0, "nothing was logged at debug level");

  const files = readdirSync(data, { recursive: true, encoding: "utf8" }).map((name) => join(data, name));
  const onDisk = files.filter((file) => statSync(file).isFile() && !file.includes("/demo/"));
  found.add(session.accessToken).add(session.refreshToken).add("correct horse");
  for (const secret of found) {
    const short = secret.slice(0, 12);
    assert.ok(!hub.log().includes(secret), `the log holds ${short}…`);
    for (const file of onDisk) assert.ok(!readFileSync(file).includes(secret), `${file} holds ${short}…`);
    assert.ok(!seen.text.includes(secret), `an answer holds ${short}…`);
  }
});
