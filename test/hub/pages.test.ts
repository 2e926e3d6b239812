import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestHub } from "./support/test-hub.ts";

const PAGES = [
  "/",
  "/config",
  "/config/integrations/dashboard",
  "/config/integrations/dashboard/add?domain=demo_calendar",
  "/config/application_credentials",
  "/config/oauth_applications",
];

test("every address of the page gives the page: the shell and the plugin's module, no inline script", async (t) => {
  const { origin } = await startTestHub(t);
  for (const path of PAGES) {
    const answer = await fetch(origin + path);
    const html = await answer.text();
    assert.equal(answer.headers.get("cache-control"), "no-cache", path);
    assert.match(html, /<script type="module" src="\/frontend\/hub-0a1b2c3d\.js"><\/script>/);
    assert.match(html, /<script type="module" src="\/frontend\/inject-0a1b2c3d\.js"><\/script>/);
    assert.match(html, /<title>Test &lt;Hub&gt;<\/title>/);
  }
});

test("My links lead to the page", async (t) => {
  const { origin } = await startTestHub(t);
  const locationOf = async (name: string) =>
    (await fetch(`${origin}/_my_redirect/${name}`, { redirect: "manual" })).headers.get("location");
  assert.equal(await locationOf("integrations"), "/config/integrations/dashboard");
  assert.equal(await locationOf("application_credentials"), "/config/application_credentials");
  assert.equal(await locationOf("constructor"), null);
});

test("bundles: hashed names are kept for ever, compressed where the browser takes it", async (t) => {
  const { origin } = await startTestHub(t);
  const fetchBundle = (accepted: string) =>
    fetch(`${origin}/frontend/hub-0a1b2c3d.js`, { headers: { "accept-encoding": accepted } });
  const plain = await fetchBundle("identity");
  assert.equal(await plain.text(), "export {};");
  assert.match(plain.headers.get("cache-control") ?? "", /immutable/);
  assert.match(plain.headers.get("content-type") ?? "", /text\/javascript/);
  const compressed = await fetchBundle("gzip, br").catch(() => undefined);
  assert.equal(compressed?.headers.get("content-encoding"), "br");
  for (const path of [
    "../translations/en.json",
    "..%2Ftranslations%2Fen.json",
    ".hidden.js",
    "none.js",
    "x.constructor",
  ])
    assert.equal((await fetch(`${origin}/frontend/${path}`)).status, 404, path);
});

test("the shell's texts: what a language lacks comes from the more general one", async (t) => {
  const { origin } = await startTestHub(t);
  const texts = async (language: string) => (await fetch(`${origin}/frontend/translations/${language}.json`)).json();
  const german = { login: { title: "Anmelden", name: "Name" } };
  assert.deepEqual(await texts("de"), german);
  assert.deepEqual(await texts("de-AT"), german);
  assert.deepEqual(await texts("xx"), { login: { title: "Sign in", name: "Name" } });
  assert.deepEqual(await texts("..%2Fen"), { login: { title: "Sign in", name: "Name" } });
});
