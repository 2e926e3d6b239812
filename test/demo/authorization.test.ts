import assert from "node:assert/strict";
import { test } from "node:test";
import * as oauth from "openid-client";
import { CookieBrowser } from "../support/provider-person.ts";
import {
  api,
  connect,
  discover,
  jsonOf,
  REDIRECT_URI,
  type RunningProvider,
  runProvider,
  type Tokens,
} from "./support/running-provider.ts";

interface Events {
  readonly events: readonly { readonly start: string; readonly end: string }[];
}

const personOf = (provider: RunningProvider, { access_token }: Tokens) =>
  jsonOf<{ id: string; name: string }>(api(provider, "me", access_token));

test("its metadata promises what the hub relies on", async (context) => {
  const provider = await runProvider(context);
  for (const document of ["oauth-authorization-server", "openid-configuration"]) {
    const metadata = await jsonOf<Record<string, unknown>>(fetch(`${provider.origin}/.well-known/${document}`));
    assert.equal(metadata.issuer, provider.origin);
    assert.equal(metadata.authorization_endpoint, `${provider.origin}/auth`);
    assert.equal(metadata.token_endpoint, `${provider.origin}/token`);
    assert.equal(metadata.revocation_endpoint, `${provider.origin}/token/revocation`);
    assert.deepEqual(metadata.code_challenge_methods_supported, ["S256"]);
    assert.equal(metadata.authorization_response_iss_parameter_supported, true);
  }
});

test("an independent client gets tokens by code and PKCE, and the API answers to them", async (context) => {
  const provider = await runProvider(context);
  const tokens = await connect(await discover(provider), { name: "Ada" });
  assert.equal(tokens.scope, "calendar.read");
  assert.equal(tokens.expires_in, 3_600);
  assert.ok(tokens.refresh_token);
  assert.equal(tokens.access_token.split(".").length, 1, "opaque");
  assert.equal((await personOf(provider, tokens)).name, "Ada");

  const ask = () => jsonOf<Events>(api(provider, "calendar/events", tokens.access_token));
  const { events } = await ask();
  assert.equal(events.length, 6);
  assert.ok(events.every(({ start, end }) => start < end && Date.parse(start) > Date.now()));
  assert.deepEqual((await ask()).events, events);

  assert.equal((await api(provider, "mail/messages", tokens.access_token)).status, 403);
  const refused = await api(provider, "me", "made-up");
  assert.equal(refused.status, 401);
  assert.equal(refused.headers.get("www-authenticate"), 'Bearer error="invalid_token"');
});

test("OpenID: an ID token and userinfo, for who asks for them", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const tokens = await connect(config, { name: "Ada Lovelace", scope: "openid profile" });
  const sub = tokens.claims()?.sub as string;
  const userinfo = await oauth.fetchUserInfo(config, tokens.access_token, sub);
  assert.equal(userinfo.name, "Ada Lovelace");
});

test("Deny sends back access_denied with iss, and no code", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  await assert.rejects(connect(config, { allow: false }), (error: oauth.AuthorizationResponseError) => {
    assert.equal(error.error, "access_denied");
    assert.equal(error.cause.get("iss"), provider.origin);
    assert.equal(error.cause.get("code"), null);
    return true;
  });
});

test("a refresh token works once; used again, it takes its whole family along", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const first = await connect(config);
  const second = await oauth.refreshTokenGrant(config, first.refresh_token as string);
  assert.notEqual(second.refresh_token, first.refresh_token);
  assert.notEqual(second.access_token, first.access_token);
  await assert.rejects(oauth.refreshTokenGrant(config, first.refresh_token as string), { error: "invalid_grant" });
  await assert.rejects(oauth.refreshTokenGrant(config, second.refresh_token as string), { error: "invalid_grant" });
});

test("revoking the tokens of one sign-in leaves another of the same person alone", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const browser = new CookieBrowser();
  const first = await connect(config, { browser });
  const second = await connect(config, { browser });
  await oauth.tokenRevocation(config, first.refresh_token as string);
  assert.equal((await api(provider, "me", first.access_token)).status, 401);
  assert.equal((await api(provider, "me", second.access_token)).status, 200);
  await oauth.refreshTokenGrant(config, second.refresh_token as string);
});

test("two people sign in one after the other in the same browser", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const browser = new CookieBrowser();
  const ada = await connect(config, { browser, name: "Ada" });
  const grace = await connect(config, { browser, name: "Grace" });
  assert.equal((await personOf(provider, ada)).name, "Ada");
  assert.equal((await personOf(provider, grace)).name, "Grace");
  await oauth.refreshTokenGrant(config, ada.refresh_token as string);
});

test("a name in other letters is the same account; a blank one is asked for again", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  const idOf = async (name: string) => (await personOf(provider, await connect(config, { name }))).id;
  assert.equal(await idOf("Ada  Lovelace"), await idOf(" ada lovelace"));
  await assert.rejects(connect(config, { name: "   " }), /in circles/);
});

test("without PKCE, or with plain, there is no code", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  for (const pkce of [{}, { code_challenge: "a".repeat(43), code_challenge_method: "plain" }]) {
    const url = oauth.buildAuthorizationUrl(config, { redirect_uri: REDIRECT_URI, scope: "calendar.read", ...pkce });
    const answer = await fetch(url, { redirect: "manual" });
    const location = new URL(answer.headers.get("location") as string);
    assert.equal(location.searchParams.get("error"), "invalid_request");
    assert.equal(location.searchParams.get("code"), null);
  }
});

test("a redirect URI that is not exactly the registered one gets a page, in the browser's language", async (context) => {
  const provider = await runProvider(context);
  const config = await discover(provider);
  for (const redirect_uri of [`${REDIRECT_URI}/`, REDIRECT_URI.replace("8350", "8351"), "https://evil.example/"]) {
    const url = oauth.buildAuthorizationUrl(config, { redirect_uri, scope: "calendar.read" });
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { accept: "text/html", "accept-language": "de-AT" },
    });
    assert.equal(answer.status, 400);
    const page = await answer.text();
    assert.match(page, /<html lang="de">/);
    assert.match(page, /Diese Anfrage lässt sich nicht beantworten/);
  }
});

test("the pages name the client, the person and the scopes in words, in English and German", async (context) => {
  const provider = await runProvider(context);
  const url = oauth.buildAuthorizationUrl(await discover(provider), {
    redirect_uri: REDIRECT_URI,
    scope: "calendar.read",
    code_challenge: "a".repeat(43),
    code_challenge_method: "S256",
  }).href;
  const browser = new CookieBrowser();
  const follow = async (start: string, form?: { action: string; fields: Record<string, string> }) => {
    let page = await browser.visit(start, form);
    while (page.location !== undefined) page = await browser.visit(page.location);
    return page;
  };
  const signIn = await follow(url);
  assert.match(signIn.body, /Demo Calendar asks you to sign in/);
  const action = `${new URL(signIn.url).pathname}/sign-in`;
  const consent = await follow(signIn.url, { action, fields: { name: "<b>Ada</b>" } });
  assert.match(consent.body, /signed in as &#60;b&#62;Ada/);
  assert.match(consent.body, /Let Demo Calendar in\?/);
  assert.match(consent.body, /see the events of your calendar/);
  const german = await fetch(consent.url, {
    headers: { cookie: browser.header(consent.url), "accept-language": "de" },
  });
  assert.match(await german.text(), /die Termine in Ihrem Kalender sehen/);
});

test("a consent that another site's page sends is refused, and so is one that nobody waits for", async (context) => {
  const provider = await runProvider(context);
  const answer = await fetch(`${provider.origin}/interaction/x/consent`, {
    method: "POST",
    headers: { origin: "http://127.0.0.1:1" },
    body: new URLSearchParams({ decision: "allow" }),
  });
  assert.equal(answer.status, 403);
  const nobody = await fetch(`${provider.origin}/interaction/x`);
  assert.equal(nobody.status, 400);
  assert.match(await nobody.text(), /This sign-in is over/);
});
