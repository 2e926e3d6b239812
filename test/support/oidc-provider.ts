import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import Provider, {
  type Adapter,
  type ClientAuthMethod,
  type Configuration,
  type KoaContextWithOIDC,
} from "oidc-provider";
import type { ProviderEndpoints } from "../../src/backend/host.ts";

/** A real `oidc-provider` on a port of its own, with its development pages for signing in and consenting. */
export interface TestProvider {
  readonly endpoints: ProviderEndpoints;
  readonly client: { client_id: string; client_secret: string };
  /** Every request that reached the token endpoint. */
  readonly tokenRequests: string[];
  /** What was posted to the token endpoint itself, and what it answered. */
  readonly exchanges: { readonly sent: Record<string, unknown>; readonly answered: Record<string, unknown> }[];
  /** Runs in place of the token endpoint, as long as it is set. `provider-trouble.ts` has each way to fail. */
  interfere: ((reply: Reply, response: ServerResponse) => void) | undefined;
  /** Leaves `expires_in` out of token answers; RFC 6749 only recommends it. */
  withoutExpiry: boolean;
  /** Requests that followed a redirect to another place. */
  readonly elsewhere: string[];
  readonly provider: Provider;
  /** Refuses connections until `start`; what it keeps stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

type Reply = (status: number, body: string, headers?: Record<string, string>) => void;

export async function startProvider(
  context: Pick<TestContext, "after">,
  redirectUri: string,
  configuration: Configuration = {},
  authMethod: ClientAuthMethod = "client_secret_post",
): Promise<TestProvider> {
  const server = createServer();
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const client = { client_id: "hub", client_secret: "S3CRET-canary-client-secret" };
  const provider = new Provider(issuer, {
    clients: [
      {
        ...client,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: authMethod,
      },
    ],
    scopes: ["openid", "offline_access", "calendar.read"],
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    findAccount: async (_ctx, sub) => ({ accountId: sub, claims: async () => ({ sub }) }),
    ...configuration,
  });
  const started: TestProvider = {
    endpoints: {
      issuer,
      authorize_url: `${issuer}/auth`,
      token_url: `${issuer}/token`,
      authorization_response_iss_parameter_supported: true,
    },
    client,
    provider,
    tokenRequests: [],
    exchanges: [],
    interfere: undefined,
    withoutExpiry: false,
    elsewhere: [],
    stop: () => closeServer(server),
    start: () => listen(port),
  };
  provider.use(async (ctx, next) => {
    await next();
    const { oidc } = ctx as KoaContextWithOIDC;
    if (oidc?.route !== "token") return;
    const answered = ctx.body as Record<string, unknown>;
    const { expires_in: _, ...endless } = answered;
    if (started.withoutExpiry) ctx.body = endless;
    started.exchanges.push({ sent: { ...oidc.body }, answered });
  });
  const quiet = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/elsewhere")) started.elsewhere.push(`${request.method} ${request.url}`);
    if (request.method !== "POST" || !request.url?.startsWith("/token")) return void quiet(request, response);
    started.tokenRequests.push(request.url);
    if (!started.interfere) return void quiet(request, response);
    request.resume();
    started.interfere((status, body, headers = { "content-type": "application/json" }) => {
      response.writeHead(status, headers).end(body);
    }, response);
  });
  context.after(() => closeServer(server));
  return started;
}

/** From now on the provider knows its client by this secret alone, as after a change in its console. */
export async function acceptSecret({ provider, client }: TestProvider, secret: string): Promise<void> {
  const known = await provider.Client.find(client.client_id);
  if (!known) throw new Error("the provider lost its client");
  Object.assign(known, { clientSecret: secret });
}

/** Makes the provider's client known by another ID and secret too. */
export async function registerClient(
  { provider, client }: TestProvider,
  other: { client_id: string; client_secret: string },
): Promise<void> {
  const known = await provider.Client.find(client.client_id);
  if (!known) throw new Error("the provider lost its client");
  const { adapter } = provider.Client as unknown as { adapter: Adapter };
  await adapter.upsert(other.client_id, { ...known.metadata(), ...other }, 0);
}

export function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

/**
 * Plays the person in the popup: signs in as `name` and allows or denies.
 * @returns the address with `code` and `state` to which the provider sends the browser back.
 */
export async function visitProvider(authorizationUrl: string, name: string, allow = true): Promise<string> {
  const jar = new Map<string, string>();
  const { origin } = new URL(authorizationUrl);
  let url = authorizationUrl;
  let form: Record<string, string> | undefined;
  for (let hops = 0; hops < 20; hops += 1) {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: [...jar].map(([key, value]) => `${key}=${value}`).join("; ") },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    form = undefined;
    for (const cookie of response.headers.getSetCookie()) {
      const [, key, value] = /^([^=]+)=([^;]*)/.exec(cookie) as unknown as [string, string, string];
      jar.set(key, value);
    }
    const location = response.headers.get("location");
    if (location) {
      url = new URL(location, url).href;
      if (new URL(url).origin !== origin) return url;
      continue;
    }
    const page = await response.text();
    const abort = /href="([^"]+\/abort)"/.exec(page)?.[1];
    if (!allow && abort && page.includes('value="consent"')) {
      url = new URL(abort, url).href;
      continue;
    }
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`the provider shows no form: ${response.status} ${page.slice(0, 300)}`);
    url = new URL(action, url).href;
    form = page.includes('value="login"') ? { prompt: "login", login: name, password: "any" } : { prompt: "consent" };
  }
  throw new Error("the provider redirects in circles");
}
