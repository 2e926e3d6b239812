import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import type { ListedClient, NewClient } from "../../src/demo/provider/clients.ts";
import { api, connect, discover, jsonOf, REDIRECT_URI, runProvider } from "./support/running-provider.ts";

test("a client made at the console connects; deleted, it is unknown", async (context) => {
  const provider = await runProvider(context);
  const made = await provider.console("clients", { name: "My mail" });
  assert.equal(made.status, 201);
  const client = await jsonOf<NewClient>(made);
  assert.deepEqual(client.redirect_uris, [REDIRECT_URI]);
  const config = await discover(provider, client);
  const { access_token } = await connect(config, { scope: "mail.read" });
  const { messages } = await jsonOf<{ messages: unknown[] }>(api(provider, "mail/messages", access_token));
  assert.equal(messages.length, 5);

  const listed = await jsonOf<ListedClient[]>(provider.console("clients"));
  assert.deepEqual(
    listed.map(({ name }) => name),
    ["Demo Calendar", "My mail"],
  );
  assert.ok(!JSON.stringify(listed).includes(client.client_secret));

  assert.equal((await provider.console(`clients/${client.client_id}`, undefined, "DELETE")).status, 200);
  await assert.rejects(connect(config, { scope: "mail.read" }), /client is invalid/);
  assert.equal((await api(provider, "me", access_token)).status, 401, "what it was given ended with it");
  assert.equal((await provider.console(`clients/${client.client_id}`, undefined, "DELETE")).status, 404);
  assert.equal((await provider.console("clients/demo-calendar", undefined, "DELETE")).status, 404);
});

test("a new secret takes the place of the old one, for a client that the console made", async (context) => {
  const provider = await runProvider(context);
  const client = await jsonOf<NewClient>(provider.console("clients", { name: "My mail" }));
  const renewed = await jsonOf<NewClient>(provider.console(`clients/${client.client_id}/secret`, {}));
  assert.equal(renewed.client_id, client.client_id);
  assert.notEqual(renewed.client_secret, client.client_secret);
  await assert.rejects(connect(await discover(provider, client), { scope: "mail.read" }), { error: "invalid_client" });
  assert.ok((await connect(await discover(provider, renewed), { scope: "mail.read" })).access_token);
  assert.equal((await provider.console("clients/demo-calendar/secret", {})).status, 404);
  const form = await fetch(`${provider.origin}/console/api/clients/${client.client_id}/secret`, {
    method: "POST",
    headers: { origin: provider.origin },
    body: new URLSearchParams(),
  });
  assert.match(await form.text(), /My mail has a new secret/);
});

test("a wrong secret is refused", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider, { ...provider.calendarClient, client_secret: "wrong" });
  await assert.rejects(connect(config), { error: "invalid_client" });
});

test("redirect URIs that nobody may be sent to are refused", async (context) => {
  const { console } = await runProvider(context);
  for (const redirect_uri of ["javascript:alert(1)", "/callback", "http://x.example/#y", ""]) {
    assert.equal((await console("clients", { name: "x", redirect_uri })).status, 400);
  }
  assert.equal((await console("clients", { name: " " })).status, 400);
});

test("the page's forms: the secret is shown once, on the page that made it", async (context) => {
  const { origin } = await runProvider(context);
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`${origin}/console/api/${path}`, { method: "POST", headers: { origin }, body: new URLSearchParams(fields) });
  const made = await (await post("clients", { name: "A <hub>", redirect_uri: REDIRECT_URI })).text();
  assert.match(made, /A &#60;hub&#62; is registered/);
  const secret = /id="new-secret">([^<]+)</.exec(made)?.[1] as string;
  assert.equal(secret.length, 43);
  assert.ok(!(await (await fetch(`${origin}/console`)).text()).includes(secret));

  const saved = await post("behaviour", {
    delay_seconds: "0",
    token_endpoint: "garbage",
    api: "normal",
    send_expires_in: "false",
    access_token_seconds: "5",
  });
  assert.ok(saved.redirected);
  const page = await saved.text();
  assert.match(page, /<option value="garbage" selected>/);
  assert.match(page, /Saved\. The provider behaves like this/);
  assert.match(await (await post("behaviour", { delay_seconds: "many" })).text(), /That was not accepted/);
});

test("only this machine, by its own name and from its own pages, gets to the console", async (context) => {
  const { origin } = await runProvider(context);
  const statusWith = (headers: Record<string, string>, method = "GET", path = "/console") =>
    new Promise<number | undefined>((resolve, reject) => {
      request(`${origin}${path}`, { method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      })
        .on("error", reject)
        .end();
    });
  assert.equal(await statusWith({}), 200);
  assert.equal(await statusWith({ host: "rebound.example" }), 403);
  assert.equal(await statusWith({ origin: "http://127.0.0.1:8350" }, "POST", "/console/api/behaviour/reset"), 403);
  assert.equal(await statusWith({ origin: "null" }, "POST", "/console/api/behaviour/reset"), 403);
  assert.equal(await statusWith({ origin }, "POST", "/console/api/behaviour/reset"), 200);
});

test("bodies that are too large or no object are refused", async (context) => {
  const { origin } = await runProvider(context);
  const statusOf = async (body: string) =>
    (await fetch(`${origin}/console/api/clients`, { method: "POST", body, headers: { "content-type": "text/json" } }))
      .status;
  assert.equal(await statusOf("[1]"), 400);
  assert.equal(await statusOf("{"), 400);
  assert.equal(await statusOf(JSON.stringify({ name: "x".repeat(70_000) })), 413);
});
