/** An application that an administrator registered in a real Home Assistant, and the ways it takes. */
import * as openid from "openid-client";
import { WebSocket } from "ws";
import { eventually } from "../../support/eventually.ts";
import type { Visitor } from "./browser.ts";
import type { Client } from "./client.ts";

export const REDIRECT_URI = "http://127.0.0.1:1/callback";

/** The answer to `application_credentials/application/create`, as far as it matters here. */
export interface Registered {
  readonly id: string;
  readonly client_id: string;
  readonly client_secret: string;
}

/** Lets Home Assistant know its own address. @returns the issuer identifier */
export async function startIssuer(origin: string, owner: Client): Promise<string> {
  const issuer = `${origin}/api/application_credentials/oauth`;
  await owner.call("config/core/update", { internal_url: origin, external_url: origin });
  await eventually("the issuer", async () => {
    const state = await owner.call<{ issuer?: string }>("application_credentials/application/provider");
    return state.issuer === issuer;
  });
  return issuer;
}

export const discover = (issuer: string, { client_id, client_secret }: Registered): Promise<openid.Configuration> =>
  openid.discovery(new URL(issuer), client_id, client_secret, undefined, { execute: [openid.allowInsecureRequests] });

/** The authorization code grant. @param decide what the person does on the page that asks them. */
export async function signInApplication(
  issuer: string,
  application: Registered,
  scope: string,
  { page }: Visitor,
  decide: () => Promise<void>,
): Promise<openid.TokenEndpointResponse> {
  const config = await discover(issuer, application);
  const pkceCodeVerifier = openid.randomPKCECodeVerifier();
  const expectedState = openid.randomState();
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri: REDIRECT_URI,
    scope,
    state: expectedState,
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: "S256",
  });
  const back = page.waitForRequest((request) => request.url().startsWith(REDIRECT_URI), { timeout: 60_000 });
  await page.goto(url.href);
  await decide();
  return openid.authorizationCodeGrant(config, new URL((await back).url()), { pkceCodeVerifier, expectedState });
}

interface Answer {
  readonly success: boolean;
  readonly result?: unknown;
  readonly error?: { readonly code: string };
}

/** A websocket in Home Assistant's framing: at the plugin's own address, or at another one. */
export async function openSocket(origin: string, token: string, path = "/api/application_credentials/websocket") {
  const socket = new WebSocket(`${origin.replace("http", "ws")}${path}`);
  const frames: Record<string, unknown>[] = [];
  socket.on("message", (data) => frames.push(JSON.parse(String(data))));
  socket.on("error", () => {});
  await eventually("the greeting", () => frames.length > 0);
  socket.send(JSON.stringify({ type: "auth", access_token: token }));
  await eventually("the answer to the sign-in", () => frames.length > 1);
  let id = 0;
  const call = async (type: string, fields: object = {}): Promise<Answer> => {
    id += 1;
    const mine = id;
    socket.send(JSON.stringify({ id: mine, type, ...fields }));
    await eventually(`the answer to ${type}`, () => frames.some((frame) => frame.id === mine));
    return frames.find((frame) => frame.id === mine) as unknown as Answer;
  };
  return { socket, signedIn: frames[1]?.type === "auth_ok", call };
}
