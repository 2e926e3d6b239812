import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { mdiCalendarMonth, mdiEmailOutline } from "@mdi/js";
import type { EntryAccess, Integration } from "../../src/backend/host.ts";
import { createDemoIntegrations } from "../../src/demo/demo.ts";
import type { NewClient } from "../../src/demo/provider/clients.ts";
import type { DemoProvider } from "../../src/demo/provider/demo-provider.ts";
import { connect, discover, jsonOf, REDIRECT_URI, runProvider } from "./support/running-provider.ts";

/** An entry whose refresh gives `renewed`, where the test lets the first token die. */
const entryWith = (token: string, renewed = token): EntryAccess => ({
  entry_id: "e1",
  token: async () => token,
  renew: async () => renewed,
});

function bothOf(provider: DemoProvider): { calendar: Integration; mail: Integration } {
  const [calendar, mail] = createDemoIntegrations(provider);
  return { calendar: calendar as Integration, mail: mail as Integration };
}

test("Demo Calendar brings the credential with which it connects, and shows the next events", async (context) => {
  const provider = await runProvider(context);
  const { calendar } = bothOf(provider);
  assert.equal(calendar.domain, "demo_calendar");
  assert.equal(calendar.icon, mdiCalendarMonth);
  const own = await calendar.ownCredential?.();
  assert.deepEqual(own, { ...provider.calendarClient, name: "Demo Calendar" });
  const endpoints = await calendar.authorizationServer();
  const metadata = (await discover(provider)).serverMetadata();
  assert.equal(endpoints.issuer, metadata.issuer);
  assert.equal(endpoints.authorize_url, metadata.authorization_endpoint);
  assert.equal(endpoints.token_url, metadata.token_endpoint);
  assert.equal(endpoints.revocation_url, metadata.revocation_endpoint);
  assert.equal(endpoints.authorization_response_iss_parameter_supported, true);

  const { access_token } = await connect(await discover(provider, own), { scope: calendar.scopes.join(" ") });
  const { title, unique_id } = await calendar.account(access_token, "entry");
  assert.equal(title, "Ada");
  assert.match(unique_id ?? "", /^[0-9a-f]{24}$/);
  await calendar.setup(entryWith(access_token));
  const items = await calendar.show(entryWith(access_token));
  assert.equal(items.length, 6);
  assert.ok(items.every(({ title, start, end, detail }) => title && start && end && detail));
});

test("Demo Mail brings none; one made at the console works", async (context) => {
  const provider = await runProvider(context);
  const { mail } = bothOf(provider);
  assert.equal(mail.icon, mdiEmailOutline);
  assert.equal(mail.ownCredential, undefined);
  assert.deepEqual(mail.descriptionPlaceholders?.(), {
    console_url: `${provider.origin}/console`,
    redirect_uri: REDIRECT_URI,
  });
  const client = await jsonOf<NewClient>(provider.console("clients", { name: "My hub" }));
  const { access_token } = await connect(await discover(provider, client), { scope: mail.scopes.join(" ") });
  const items = await mail.show(entryWith(access_token));
  assert.equal(items.length, 5);
});

test("each failure of the API has its code, and a sentence that names the provider", async (context) => {
  const provider = await runProvider(context);
  const { calendar, mail } = bothOf(provider);
  const { access_token } = await connect(await discover(provider));
  await assert.rejects(mail.setup(entryWith(access_token)), {
    code: "home_assistant_error",
    message: "Demo Mail's provider did not grant what the integration needs. Sign in again and allow it.",
  });
  await provider.console("behaviour", { api: "unavailable" });
  await assert.rejects(calendar.show(entryWith(access_token)), {
    code: "provider_unavailable",
    message: "Demo Calendar's provider answers with the error 503. Try again later.",
  });
  await provider.console("behaviour", { api: "normal" });
  await provider.console("access_tokens/expire", {});
  await assert.rejects(calendar.setup(entryWith(access_token)), {
    code: "reauth_required",
    message: "Demo Calendar's provider no longer accepts the sign-in. Sign in again.",
  });
  await provider.close();
  await assert.rejects(calendar.show(entryWith(access_token)), {
    code: "provider_unavailable",
    message: "Demo Calendar's provider can't be reached. Try again later.",
  });
});

test("a token that died before its time is renewed once", async (context) => {
  const provider = await runProvider(context);
  const { calendar } = bothOf(provider);
  const { access_token: dead } = await connect(await discover(provider));
  await provider.console("access_tokens/expire", {});
  const { access_token: alive } = await connect(await discover(provider));
  assert.ok((await calendar.show(entryWith(dead, alive))).length > 0);
});

test("an answer that is no calendar is said to be unreadable", async (context) => {
  const server = createServer((_request, response) => void response.end("<html>"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { calendar } = bothOf({
    origin,
    redirectUri: REDIRECT_URI,
    project: "",
    calendarClient: { client_id: "c", client_secret: "s" },
    close: async () => {},
  });
  await assert.rejects(calendar.show(entryWith("t")), {
    code: "provider_unavailable",
    message: "Demo Calendar's provider answers something that can't be read. Try again later.",
  });
});

test("what the token's keeper throws passes through", async (context) => {
  const { calendar } = bothOf(await runProvider(context));
  const failure = new Error("the keeper's");
  const entry: EntryAccess = {
    entry_id: "e1",
    token: () => Promise.reject(failure),
    renew: () => Promise.reject(failure),
  };
  await assert.rejects(calendar.setup(entry), failure);
});

type Tree = { [key: string]: string | Tree };

test("every text is there in both languages, with the same placeholders", () => {
  const read = (domain: string, language: string): Tree =>
    JSON.parse(readFileSync(new URL(`../../translations/${domain}/${language}.json`, import.meta.url), "utf8"));
  const shape = (tree: Tree, path = ""): string[] =>
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string"
        ? [`${path}${key} ${(value.match(/\{\w+\}/g) ?? []).sort().join()}`]
        : shape(value, `${path}${key}.`),
    );
  for (const domain of ["demo_calendar", "demo_mail", "demo_provider"]) {
    assert.deepEqual(shape(read(domain, "de")), shape(read(domain, "en")), domain);
  }
});
