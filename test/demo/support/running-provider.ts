import { join } from "node:path";
import type { TestContext } from "node:test";
import * as oauth from "openid-client";
import type { Log } from "../../../src/backend/host.ts";
import { type DemoProvider, startDemoProvider } from "../../../src/demo/provider/demo-provider.ts";
import { type CookieBrowser, signIn } from "../../support/provider-person.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const project = join(import.meta.dirname, "../../..");

export const REDIRECT_URI = "http://127.0.0.1:8350/oauth/callback";

export interface RunningProvider extends DemoProvider {
  readonly folder: string;
  /** Level and message of each line. */
  readonly logged: string[];
  /** Sends JSON to the console's API. */
  console(path: string, body?: object, method?: string): Promise<Response>;
}

export interface Start {
  readonly folder?: string;
  readonly port?: number;
  readonly redirectUri?: string;
}

/** A provider of the test's own, which ends with it. */
export async function runProvider(context: TestContext, start: Start = {}): Promise<RunningProvider> {
  const { folder = temporaryFolder(context), port = 0, redirectUri = REDIRECT_URI } = start;
  const logged: string[] = [];
  const provider = await startDemoProvider({
    host: "127.0.0.1",
    port,
    folder,
    redirectUri,
    project,
    log: logInto(logged),
  });
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= provider.close();
    return closed;
  };
  context.after(close);
  const ask = (path: string, body?: object, method = body ? "POST" : "GET") =>
    fetch(`${provider.origin}/console/api/${path}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
  return { ...provider, close, folder, logged, console: ask };
}

const logInto = (lines: string[]): Log => ({
  debug: (message) => lines.push(`debug ${message}`),
  info: (message) => lines.push(`info ${message}`),
  warn: (message) => lines.push(`warn ${message}`),
  error: (message, cause) => lines.push(`error ${message} ${String(cause)}`),
});

/** `openid-client`, set up by the provider's own metadata, as the calendar's client unless another is given. */
export const discover = (
  { origin, calendarClient }: DemoProvider,
  { client_id, client_secret }: { client_id: string; client_secret: string } = calendarClient,
): Promise<oauth.Configuration> =>
  oauth.discovery(new URL(origin), client_id, client_secret, undefined, { execute: [oauth.allowInsecureRequests] });

export interface Ask {
  readonly scope?: string;
  readonly name?: string;
  readonly allow?: boolean;
  readonly browser?: CookieBrowser;
}

export type Tokens = Awaited<ReturnType<typeof oauth.authorizationCodeGrant>>;

/** A whole authorization: request, person, code for tokens. */
export async function connect(config: oauth.Configuration, ask: Ask = {}): Promise<Tokens> {
  const { scope = "calendar.read", name = "Ada", allow = true, browser } = ask;
  const verifier = oauth.randomPKCECodeVerifier();
  const state = oauth.randomState();
  const url = oauth.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  const callback = await signIn({ authorizeUrl: url.href, name, allow, ...(browser && { browser }) });
  return oauth.authorizationCodeGrant(config, new URL(callback), { pkceCodeVerifier: verifier, expectedState: state });
}

/** Asks the provider's API with a token. */
export const api = ({ origin }: DemoProvider, path: string, token: string): Promise<Response> =>
  fetch(`${origin}/api/${path}`, { headers: { authorization: `Bearer ${token}` } });

/** An answer's JSON, in the shape that the test expects. */
export const jsonOf = async <Shape>(answer: Response | Promise<Response>): Promise<Shape> =>
  (await (await answer).json()) as Shape;
