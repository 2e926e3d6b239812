/**
 * S7, server-side request forgery: an address that somebody typed, or a discovery brought, must not take the hub's
 * requests where only the hub can reach. Every form of an address that has fooled another implementation is a row.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { test } from "node:test";
import { PROVIDER_TIMEOUT_MS } from "../../src/backend/connect/provider-error.ts";
import { refreshTokens } from "../../src/backend/connect/token-endpoint.ts";
import type { ResolvedAddress } from "../../src/backend/providers/host-guard.ts";
import { guardedFetch } from "../../src/backend/providers/provider-fetch.ts";
import { startScene } from "../backend/connect/connect-support.ts";
import { jsonServer, metadataOf, startProviders, startServer } from "../backend/providers/support.ts";

const ADDRESSES = {
  "plain http": "http://p.example/x",
  "another scheme": "file:///etc/passwd",
  gopher: "gopher://127.0.0.1:25/x",
  "script in the address": "javascript:fetch('/')",
  loopback: "https://127.0.0.1/x",
  "loopback over http": "http://127.0.0.1/x",
  "the rest of 127/8": "https://127.8.9.10/x",
  "loopback by name": "https://localhost/x",
  "a name below localhost": "https://anything.localhost/x",
  "with a final dot": "https://localhost./x",
  "IPv6 loopback": "https://[::1]/x",
  "IPv6 loopback, written out": "https://[0:0:0:0:0:0:0:1]/x",
  "unspecified IPv4": "https://0.0.0.0/x",
  "unspecified IPv6": "https://[::]/x",
  "decimal IP": "https://2130706433/x",
  "octal IP": "https://0177.0.0.1/x",
  "hexadecimal IP": "https://0x7f000001/x",
  "hexadecimal parts": "https://0x7f.0x0.0x0.0x1/x",
  "short IP": "https://127.1/x",
  "full-width digits": "https://１２７.0.0.1/x",
  "IPv4-mapped loopback": "https://[::ffff:127.0.0.1]/x",
  "IPv4-mapped, hexadecimal": "https://[::ffff:7f00:1]/x",
  "IPv4-compatible": "https://[::127.0.0.1]/x",
  "NAT64 of loopback": "https://[64:ff9b::7f00:1]/x",
  "6to4 of loopback": "https://[2002:7f00:1::]/x",
  "cloud metadata": "https://169.254.169.254/latest/meta-data/",
  "cloud metadata over http": "http://169.254.169.254/latest/meta-data/",
  "cloud metadata, decimal": "https://2852039166/x",
  "cloud metadata, mapped": "https://[::ffff:a9fe:a9fe]/x",
  "link-local IPv6": "https://[fe80::1]/x",
  "10/8": "https://10.0.0.1/x",
  "172.16/12": "https://172.31.255.255/x",
  "192.168/16": "https://192.168.1.1/x",
  "carrier-grade NAT": "https://100.64.0.1/x",
  "unique-local IPv6": "https://[fd12:3456::1]/x",
  "site-local IPv6": "https://[fec0::1]/x",
  "multicast IPv4": "https://224.0.0.1/x",
  "multicast IPv6": "https://[ff02::1]/x",
  broadcast: "https://255.255.255.255/x",
  "documentation network": "https://192.0.2.1/x",
  "benchmark network": "https://198.18.0.1/x",
  "mDNS name": "https://nas.local/x",
  "name of the router": "https://fritz.box.lan/x",
  "single word": "https://nas/x",
} as const;

for (const [form, url] of Object.entries(ADDRESSES)) {
  test(`S7 ${form}: refused where it is typed, where it is discovered, and where it is asked (${url})`, async (t) => {
    let resolved = 0;
    const { call, providers } = await startProviders(t, async () => {
      resolved += 1;
      return [{ address: "93.184.216.34", family: 4 }];
    });
    for (const field of ["authorize_url", "token_url", "revocation_url", "issuer"]) {
      const authorization_server = {
        authorize_url: "https://p.example/a",
        token_url: "https://p.example/t",
        [field]: url,
      };
      const typed = { domain: "own_one", client_id: "c", client_secret: "s", authorization_server };
      const { error } = await call("create", typed);
      assert.equal(error?.code, "invalid_format", field);
      assert.match(error?.message ?? "", new RegExp(`^authorization_server\\.${field} `));
    }
    assert.deepEqual((await call("list")).result, []);
    const { error } = await call("authorization_server/discover", { issuer: url });
    assert.equal(error?.code, "invalid_format");
    await assert.rejects(providers.fetch(url, {}), { name: "HostRefused" });
    assert.equal(resolved, 0, "no name is even looked up");
  });
}

const one = (address: string): ResolvedAddress => ({ address, family: address.includes(":") ? 6 : 4 });

test("S7 DNS: a public name with a private, link-local or unspecified address is not asked, nor with one bad among good", async (t) => {
  const server = await startServer(t, () => (_request, response) => void response.end("reached"));
  for (const bad of [
    "127.0.0.1",
    "10.1.2.3",
    "169.254.169.254",
    "0.0.0.0",
    "::1",
    "fd00::1",
    "::ffff:127.0.0.1",
    "100.100.100.200",
  ]) {
    for (const answer of [[one(bad)], [one("93.184.216.34"), one(bad)]]) {
      const { providers } = await startProviders(t, async () => answer);
      const refused = providers.fetch(`https://rebind.example:${server.port}/`, {});
      await assert.rejects(refused, { name: "HostRefused" }, bad);
    }
  }
  assert.deepEqual(server.requests, []);
});

test("S7 DNS rebinding: the name is resolved once a request, and the connection goes to the address that was checked", async (t) => {
  const server = await startServer(t, () => (_request, response) => void response.end("reached"));
  const answers = [[one("127.0.0.1")], [one("169.254.169.254")]];
  let asked = 0;
  const { providers, allow } = await startProviders(t, async () => answers[Math.min(asked++, 1)] ?? []);
  await allow("nas.local");
  const response = await providers.fetch(`http://nas.local:${server.port}/`, {});
  assert.equal(await response.text(), "reached");
  assert.equal(asked, 1);
  // The same name, rebound to the cloud's metadata: an allowed name opens one's own network, and nothing else.
  await assert.rejects(providers.fetch(`http://nas.local:${server.port}/`, {}), { name: "HostRefused" });
});

test("S7 an allowed name opens private addresses only: http to a public one stays refused", async (t) => {
  const { providers, allow } = await startProviders(t, async () => [one("93.184.216.34")]);
  await allow("nas.local");
  await assert.rejects(providers.fetch("http://nas.local/", {}), /outside your network, and is not https/);
});

test("S7 what an administrator allows by name: that host in each of its spellings, no other, and no link-local one", async (t) => {
  const { call, allow, providers } = await startProviders(t);
  const server = await startServer(t, () => (_request, response) => void response.end("reached"));
  assert.equal((await allow("0x7f.1")).error, undefined);
  const { result } = await call("allowed_host/list");
  assert.deepEqual(
    (result as { host: string }[]).map(({ host }) => host),
    ["127.0.0.1"],
  );
  for (const host of ["127.0.0.1", "2130706433", "0x7f000001"]) {
    assert.equal((await providers.fetch(`http://${host}:${server.port}/`, {})).status, 200, host);
  }
  await assert.rejects(providers.fetch(`http://127.0.0.2:${server.port}/`, {}), { name: "HostRefused" });
  await assert.rejects(providers.fetch(`http://localhost:${server.port}/`, {}), { name: "HostRefused" });
  for (const never of ["169.254.169.254", "[fe80::1]", "0.0.0.0", "ff02::1"]) {
    assert.equal((await allow(never)).error?.code, "invalid_format", never);
  }
  for (const none of ["http://nas.local", "nas.local/x", "nas.local:80", "u@nas.local", "a b", "nas.local?x", ""]) {
    assert.equal((await allow(none)).error?.code, "invalid_format", none);
  }
  assert.equal((await call("allowed_host/remove", { host: "127.0.0.1" })).result, null);
  await assert.rejects(providers.fetch(`http://127.0.0.1:${server.port}/`, {}), { name: "HostRefused" });
  assert.equal((await call("allowed_host/remove", { host: "127.0.0.1" })).error?.code, "not_found");
});

test("S7 no redirect is followed: neither by discovery nor on a token POST, to loopback or anywhere", async (t) => {
  const inside = await startServer(t, () => (_request, response) => void response.end("{}"));
  for (const status of [301, 302, 303, 307, 308]) {
    const server = await startServer(t, () => (_request, response) => {
      response.writeHead(status, { location: `${inside.origin}/secret` }).end();
    });
    const { call, allow, providers } = await startProviders(t);
    await allow("127.0.0.1");
    const { error } = await call("authorization_server/discover", { issuer: server.origin });
    assert.equal(error?.code, "home_assistant_error");
    assert.match(error?.message ?? "", new RegExp(`redirects \\(${status}\\), which is not followed`));
    const at = {
      provider: "P",
      endpoints: { authorize_url: `${server.origin}/a`, token_url: `${server.origin}/t` },
      client_id: "c",
      client_secret: "S3CRET-canary",
      rotation: undefined,
      fetch: providers.fetch,
    };
    await assert.rejects(refreshTokens(at, "old"), /^ProviderError: P /);
  }
  assert.deepEqual(inside.requests, []);
});

test("S7 64 KB: a longer answer is not read to its end, however it is sent", async (t) => {
  let sent = 0;
  const server = await startServer(t, () => (_request, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const more = () => {
      if (response.destroyed) return;
      sent += 16_384;
      if (response.write("x".repeat(16_384))) setImmediate(more);
      else response.once("drain", more);
    };
    more();
  });
  const { call, allow } = await startProviders(t);
  await allow("127.0.0.1");
  const { error } = await call("authorization_server/discover", { issuer: server.origin });
  assert.equal(error?.code, "provider_unavailable");
  assert.ok(sent < 16 * 1_048_576, `${sent} bytes were sent`);
});

test("S7 10 s: an answer that never comes, and one that never ends, end the request; names that don't resolve too", async (t) => {
  const dripping = await startServer(t, () => (_request, response) => {
    const drip = setInterval(() => response.write(" "), 10);
    response.on("close", () => clearInterval(drip));
  });
  const silent = createTcpServer(() => {});
  await once(silent.listen(0, "127.0.0.1"), "listening");
  t.after(() => silent.close());
  const { providers, allow } = await startProviders(t);
  await allow("127.0.0.1");
  assert.equal(PROVIDER_TIMEOUT_MS, 10_000);
  const impatient = guardedFetch(providers.guard, 100);
  for (const port of [dripping.port, (silent.address() as AddressInfo).port]) {
    await assert.rejects(impatient(`http://127.0.0.1:${port}/`, {}), { name: "TimeoutError" });
  }
  const { providers: deaf } = await startProviders(t, () => new Promise(() => {}));
  await assert.rejects(guardedFetch(deaf.guard, 100)("https://p.example/", {}), { name: "TimeoutError" });
});

test("S7 endpoints that a discovery brings are judged like typed ones", async (t) => {
  const server = await jsonServer(t, (origin) => ({
    "/.well-known/openid-configuration": metadataOf(origin, { token_endpoint: "http://169.254.169.254/token" }),
  }));
  const { call, allow } = await startProviders(t);
  await allow("127.0.0.1");
  const { error } = await call("authorization_server/discover", { issuer: server.origin });
  assert.equal(error?.code, "invalid_format");
  assert.match(error?.message ?? "", /^authorization_server\.token_url leads to 169\.254\.169\.254/);
  const { error: facts } = await call("authorization_server/facts", { issuer: server.origin });
  assert.equal(facts?.code, "not_found");
});

test("S7 an integration's own provider is asked at exactly its origin, and at no other port of the same host", async (t) => {
  const provider = await startServer(t, () => (_request, response) => void response.end("reached"));
  const other = await startServer(t, () => (_request, response) => void response.end("reached"));
  const { host, providers } = await startProviders(t);
  host.addIntegration("demo", {
    authorizationServer: async () => ({ authorize_url: `${provider.origin}/a`, token_url: `${provider.origin}/t` }),
  });
  assert.equal((await providers.fetch(`${provider.origin}/x`, {})).status, 200);
  await assert.rejects(providers.fetch(`${other.origin}/x`, {}), { name: "HostRefused" });
});

test("S7 a check of a typed client, and of a stored one whose host is not allowed any more, asks nobody", async (t) => {
  const { host } = await startScene(t);
  const server = await startServer(t, () => (_request, response) => void response.end("{}"));
  const call = (command: string, args: object) => host.call(`application_credentials/${command}`, args);
  const authorization_server = { authorize_url: `${server.origin}/a`, token_url: `${server.origin}/t` };
  const typed = { domain: "own_one", client_id: "c", client_secret: "s", authorization_server };
  assert.equal((await call("check", typed)).error?.code, "invalid_format");
  await call("allowed_host/add", { host: "127.0.0.1" });
  const { id } = (await call("create", typed)).result as { id: string };
  await call("allowed_host/remove", { host: "127.0.0.1" });
  const { result } = await call("check", { application_credentials_id: id });
  const { status, reason } = result as { status: string; reason: string };
  assert.equal(status, "unknown");
  assert.match(reason, /allow this host by name first/);
  assert.deepEqual(server.requests, []);
});
