/** That the providers of tests and demo fail as they are told to: what is proved with them stands on it. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { startProvider, visitProvider } from "../support/oidc-provider.ts";
import { allowGrace, makeTrouble, TROUBLES, type Trouble } from "../support/provider-trouble.ts";

const REDIRECT_URI = "http://127.0.0.1:8350/oauth/callback";

/** Status, and what else tells a client which trouble it is. */
const EXPECTED: Readonly<Record<Trouble, object>> = {
  unavailable: { status: 503, error: "temporarily_unavailable", retry: "5" },
  rate_limited: { status: 429, error: "slow_down", retry: "5" },
  server_error: { status: 500, error: "server_error" },
  garbage: { status: 200, length: 51 },
  huge: { status: 200, length: "more than 64 KB" },
  redirect: { status: 307, length: 0 },
  hang_up: { status: "UND_ERR_SOCKET" },
  invalid_grant: { status: 400, error: "invalid_grant" },
  invalid_client: { status: 401, error: "invalid_client" },
  unauthorized_client: { status: 400, error: "unauthorized_client" },
  slow: { status: "TimeoutError" },
  refused: { status: "ECONNREFUSED" },
};

async function ask(tokenUrl: string, fields: Record<string, string> = {}): Promise<object> {
  const body = new URLSearchParams({ grant_type: "refresh_token", ...fields });
  // A connection of its own: one that was kept open would tell of its own end, not of the next request's.
  const headers = { connection: "close" };
  const options = { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(1_000) } as const;
  try {
    const response = await fetch(tokenUrl, options);
    const text = await response.text();
    const retry = response.headers.get("retry-after");
    const { error } = text.startsWith('{"error') ? (JSON.parse(text) as { error: string }) : {};
    const length = text.length > 64 * 1_024 ? "more than 64 KB" : text.length;
    return { status: response.status, ...(error ? { error } : { length }), ...(retry && { retry }) };
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    return { status: cause?.code ?? name };
  }
}

test("each trouble is what it says, and ends", async (t) => {
  const provider = await startProvider(t, REDIRECT_URI);
  const { token_url } = provider.endpoints;
  for (const trouble of TROUBLES) {
    const mend = await makeTrouble(provider, trouble);
    assert.deepEqual(await ask(token_url), EXPECTED[trouble], trouble);
    await mend();
    assert.deepEqual(await ask(token_url), { status: 400, error: "invalid_request" }, `after ${trouble}`);
  }
  assert.deepEqual(provider.elsewhere, []);
});

async function signedIn(t: TestContext, configuration = {}) {
  const provider = await startProvider(t, REDIRECT_URI, { pkce: { required: () => false }, ...configuration });
  const { client, endpoints } = provider;
  const request = new URL(endpoints.authorize_url);
  const asked = { client_id: client.client_id, redirect_uri: REDIRECT_URI, response_type: "code", scope: "openid" };
  request.search = new URLSearchParams(asked).toString();
  const code = new URL(await visitProvider(request.href, "ada")).searchParams.get("code") ?? "";
  const send = async (fields: Record<string, string>) => {
    const body = new URLSearchParams({ ...client, ...fields });
    return (await (await fetch(endpoints.token_url, { method: "POST", body })).json()) as Record<string, string>;
  };
  const first = await send({ grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI });
  const refresh = (refresh_token = "") => send({ grant_type: "refresh_token", refresh_token });
  return { provider, first, refresh };
}

test("expires_in can be left out", async (t) => {
  const { provider, first, refresh } = await signedIn(t);
  assert.ok(first.expires_in);
  provider.withoutExpiry = true;
  const { access_token, expires_in } = await refresh(first.refresh_token);
  assert.ok(access_token);
  assert.equal(expires_in, undefined);
});

test("refresh tokens: used once, used again in a time of grace, or never replaced", async (t) => {
  const strict = await signedIn(t);
  assert.ok((await strict.refresh(strict.first.refresh_token)).refresh_token);
  assert.equal((await strict.refresh(strict.first.refresh_token)).error, "invalid_grant");

  const graceful = await signedIn(t);
  allowGrace(graceful.provider.provider, 300);
  assert.ok((await graceful.refresh(graceful.first.refresh_token)).refresh_token);
  const second = await graceful.refresh(graceful.first.refresh_token);
  assert.ok(second.refresh_token);
  await new Promise((resolve) => setTimeout(resolve, 310));
  assert.equal((await graceful.refresh(graceful.first.refresh_token)).error, "invalid_grant");

  const lasting = await signedIn(t, { rotateRefreshToken: false });
  assert.equal((await lasting.refresh(lasting.first.refresh_token)).refresh_token, lasting.first.refresh_token);
});
