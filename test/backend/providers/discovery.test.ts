import assert from "node:assert/strict";
import { test } from "node:test";
import { startProvider } from "../../support/oidc-provider.ts";
import { jsonServer, metadataOf, startProviders, startServer } from "./support.ts";

const DISCOVER = "authorization_server/discover";

test("discover: the endpoints of a real provider, in the form that `create` takes; its promises are kept", async (t) => {
  const { endpoints } = await startProvider(t, "http://127.0.0.1/cb");
  const { call, allow } = await startProviders(t);
  await allow("127.0.0.1");
  const issuer = endpoints.issuer ?? "";
  const { result, error } = await call(DISCOVER, { issuer });
  assert.equal(error, undefined);
  assert.deepEqual(result, { issuer, authorize_url: `${issuer}/auth`, token_url: `${issuer}/token` });
  const created = await call("create", {
    domain: "own_one",
    client_id: "c",
    client_secret: "s",
    authorization_server: result,
  });
  assert.equal(created.error, undefined);
  const facts = (await call("authorization_server/facts", { issuer })).result as Record<string, unknown>;
  assert.deepEqual([facts.issuer, facts.pkce, facts.iss, facts.userinfo], [issuer, "supported", true, true]);
  assert.ok((facts.scopes_supported as string[]).includes("openid"));
});

test("discover: an issuer with a path is found by each of the well-known forms, in the order of their standards", async (t) => {
  const places = [
    "/tenant/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server/tenant",
    "/.well-known/openid-configuration/tenant",
  ];
  for (const [index, place] of places.entries()) {
    const server = await jsonServer(t, (origin) => ({ [place]: metadataOf(`${origin}/tenant`) }));
    const { call, allow } = await startProviders(t);
    await allow("127.0.0.1");
    const { result } = await call(DISCOVER, { issuer: `${server.origin}/tenant` });
    assert.equal((result as { token_url: string }).token_url, `${server.origin}/tenant/token`);
    assert.deepEqual(
      server.requests,
      places.slice(0, index + 1).map((path) => `GET ${path}`),
    );
  }
});

test("discover: what was asked where and what came is said", async (t) => {
  const { call, allow } = await startProviders(t);
  await allow("127.0.0.1");
  const server = await startServer(t, () => (request, response) => {
    const broken = request.url?.endsWith("openid-configuration");
    response.writeHead(broken ? 200 : 503, { "content-type": "text/html" }).end("<h1>Hello</h1>");
  });
  const { error } = await call(DISCOVER, { issuer: server.origin });
  assert.deepEqual(error, {
    code: "home_assistant_error",
    message: `There is no metadata of “${server.origin}”: ${server.origin}/.well-known/openid-configuration answered something that is not metadata; ${server.origin}/.well-known/oauth-authorization-server answered 503. Enter the URLs by hand.`,
  });
});

test("discover: nobody at the address, no endpoint, no code flow, a query: each has its sentence", async (t) => {
  const { call, allow } = await startProviders(t);
  await allow("127.0.0.1");
  const away = await call(DISCOVER, { issuer: "http://127.0.0.1:1" });
  assert.equal(away.error?.code, "provider_unavailable");
  assert.match(
    away.error?.message ?? "",
    /^http:\/\/127\.0\.0\.1:1\/\.well-known\/openid-configuration can't be reached \(ECONNREFUSED\)\./,
  );
  for (const [more, sentence] of [
    [{ token_endpoint: undefined }, /have no token_endpoint/],
    [{ authorization_endpoint: undefined }, /have no authorization_endpoint/],
    [{ response_types_supported: ["id_token"] }, /does not offer the authorization code flow/],
  ] as const) {
    const server = await jsonServer(t, (origin) => ({
      "/.well-known/openid-configuration": metadataOf(origin, more),
    }));
    const { error } = await call(DISCOVER, { issuer: server.origin });
    assert.equal(error?.code, "home_assistant_error");
    assert.match(error?.message ?? "", sentence);
  }
  for (const issuer of ["nonsense", "https://p.example/?a=b", "https://p.example/#f", "https://u:p@p.example"]) {
    assert.equal((await call(DISCOVER, { issuer })).error?.code, "invalid_format", issuer);
  }
});

test("discover: PKCE, iss and scopes as the metadata say, and nothing made up where they don't", async (t) => {
  const cases = [
    [{}, { pkce: "unknown", iss: false, scopes_supported: undefined, userinfo: false }],
    [
      {
        code_challenge_methods_supported: ["plain"],
        scopes_supported: ["a", "b"],
        userinfo_endpoint: "https://p.example/me",
      },
      { pkce: "unsupported", iss: false, scopes_supported: ["a", "b"], userinfo: true },
    ],
    [
      { code_challenge_methods_supported: ["S256"], authorization_response_iss_parameter_supported: true },
      { pkce: "supported", iss: true, scopes_supported: undefined, userinfo: false },
    ],
  ] as const;
  for (const [more, wanted] of cases) {
    const server = await jsonServer(t, (origin) => ({
      "/.well-known/openid-configuration": metadataOf(origin, more),
    }));
    const { call, allow } = await startProviders(t);
    await allow("127.0.0.1");
    await call(DISCOVER, { issuer: server.origin });
    const { pkce, iss, scopes_supported, userinfo } = (
      await call("authorization_server/facts", { issuer: server.origin })
    ).result as Record<string, unknown>;
    assert.deepEqual({ pkce, iss, scopes_supported, userinfo }, wanted);
  }
});

test("allowed_host/check: names are resolved, and what can be allowed is told from what never can", async (t) => {
  const { call, allow } = await startProviders(t, async (name) => [
    {
      address: name === "split.example" ? "192.168.1.9" : name === "bad.example" ? "169.254.169.254" : "93.184.216.34",
      family: 4,
    },
  ]);
  const urls = [
    "https://p.example/a",
    "https://split.example/a",
    "http://nas.local/a",
    "http://p.example/a",
    "https://bad.example/a",
    "https://169.254.169.254/a",
    "nonsense",
  ];
  const check = async () =>
    ((await call("allowed_host/check", { urls })).result as { verdict: string }[]).map(({ verdict }) => verdict);
  assert.deepEqual(await check(), ["ok", "ask", "ask", "refused", "refused", "refused", "refused"]);
  await allow("split.example");
  await allow("NAS.local.");
  // `nas.local` resolves to a public address in this test: http stays refused.
  assert.deepEqual(await check(), ["ok", "ok", "refused", "refused", "refused", "refused", "refused"]);
});

test("options: the redirect URI to register, and that this hub signs in (R44, R45)", async (t) => {
  const { call } = await startProviders(t);
  assert.deepEqual((await call("authorization_server/options")).result, {
    redirect_uri: "http://127.0.0.1:8350/oauth/callback",
    sign_in: true,
  });
});
