import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import { Credentials } from "../../../src/backend/credentials/credentials.ts";
import { credentialCommands } from "../../../src/backend/credentials/handlers.ts";
import { providerCommands } from "../../../src/backend/providers/handlers.ts";
import type { Resolve } from "../../../src/backend/providers/host-guard.ts";
import { Providers } from "../../../src/backend/providers/providers.ts";
import { findKey, keyFileIn } from "../../../src/backend/store/key-encryption-key.ts";
import { openKeyring } from "../../../src/backend/store/keyring.ts";
import { openMemoryStore } from "../../../src/backend/store/memory-store.ts";
import { FakeHost } from "../../support/fake-host.ts";
import { closeServer } from "../../support/oidc-provider.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** The commands of credentials and providers, on a host in memory. `resolve` stands for DNS. */
export async function startProviders(t: TestContext, resolve?: Resolve) {
  const host = new FakeHost();
  const store = openMemoryStore();
  const keyFile = keyFileIn(temporaryFolder(t));
  const keyring = await openKeyring(keyFile, store, await findKey(keyFile, {}));
  const credentials = await Credentials.load(store, keyring, host);
  const providers = await Providers.load(store, host, resolve);
  host.register(credentialCommands(credentials, host, { goingTo: () => [] }, providers.guard));
  host.register(providerCommands(providers, host, true));
  const call = (command: string, args: object = {}) => host.call(`application_credentials/${command}`, args);
  const allow = (name: string) => call("allowed_host/add", { host: name });
  return { host, store, providers, call, allow };
}

export interface TestServer {
  readonly origin: string;
  readonly port: number;
  /** What reached it, as `METHOD path`. */
  readonly requests: string[];
  readonly server: Server;
}

/** A server on 127.0.0.1 that notes what it is asked. */
export async function startServer(
  t: Pick<TestContext, "after">,
  answer: (origin: string, request: IncomingMessage) => RequestListener,
): Promise<TestServer> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  const requests: string[] = [];
  server.on("request", (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(origin, request)(request, response);
  });
  t.after(() => closeServer(server));
  return { origin, port, requests, server };
}

/** Answers JSON by path; everything else is 404. */
export const jsonServer = (t: Pick<TestContext, "after">, pages: (origin: string) => Record<string, unknown>) =>
  startServer(t, (origin) => (request, response) => {
    const body = pages(origin)[request.url ?? ""];
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(body === undefined ? "{}" : JSON.stringify(body));
  });

export const metadataOf = (issuer: string, more: object = {}) => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  response_types_supported: ["code"],
  ...more,
});
