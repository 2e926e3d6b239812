import * as oauth from "oauth4webapi";

/** What the hub's administrator registered, as the person typed it in. */
export interface Registered {
  /** The hub. */
  readonly issuer: string;
  readonly client_id: string;
  /** Absent for a public application. */
  readonly client_secret?: string;
}

/** A sign-in on its way: what has to be remembered until the browser comes back. */
export interface Begun {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

export interface SignedIn {
  readonly access_token: string;
  readonly refresh_token?: string | undefined;
  readonly scope: string;
  /** The person's name, where the application may see it. */
  readonly name?: string | undefined;
}

/** What the Demo Dashboard asks for. */
export const SCOPES = "openid profile entries:read";

/** The hub of a demo is reached over http, on this machine. */
const insecure = { [oauth.allowInsecureRequests]: true };

/** The application's side of OAuth (RFC 6749, OpenID Connect Core), as an engineer would write it with a library. */
export class Application {
  readonly #registered: Registered;
  readonly #redirectUri: string;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;
  #server: oauth.AuthorizationServer | undefined;

  constructor(registered: Registered, redirectUri: string) {
    this.#registered = registered;
    this.#redirectUri = redirectUri;
    this.#client = { client_id: registered.client_id };
    const { client_secret } = registered;
    this.#authentication = client_secret === undefined ? oauth.None() : oauth.ClientSecretBasic(client_secret);
  }

  /** @returns where the browser goes, and what is remembered until it is back. @throws what oauth4webapi throws */
  async begin(): Promise<{ readonly url: string; readonly begun: Begun }> {
    const server = await this.#discover();
    const begun = {
      verifier: oauth.generateRandomCodeVerifier(),
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
    };
    const url = new URL(server.authorization_endpoint ?? "");
    const parameters = {
      client_id: this.#client.client_id,
      redirect_uri: this.#redirectUri,
      response_type: "code",
      scope: SCOPES,
      state: begun.state,
      nonce: begun.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
      code_challenge_method: "S256",
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, begun };
  }

  /** The browser is back. @throws what oauth4webapi throws, such as AuthorizationResponseError `access_denied` */
  async finish(callback: URL, { verifier, state, nonce }: Begun): Promise<SignedIn> {
    const server = await this.#discover();
    const parameters = oauth.validateAuthResponse(server, this.#client, callback, state);
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      this.#client,
      this.#authentication,
      parameters,
      this.#redirectUri,
      verifier,
      insecure,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(server, this.#client, response, {
      expectedNonce: nonce,
      requireIdToken: true,
    });
    const { access_token, refresh_token, scope = SCOPES } = tokens;
    const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? "";
    return { access_token, refresh_token, scope, name: await this.#nameOf(access_token, subject) };
  }

  /** New tokens for old ones; the refresh token is another one each time. @throws what oauth4webapi throws */
  async refresh(before: SignedIn): Promise<SignedIn> {
    const server = await this.#discover();
    const response = await oauth.refreshTokenGrantRequest(
      server,
      this.#client,
      this.#authentication,
      before.refresh_token ?? "",
      insecure,
    );
    const { access_token, refresh_token } = await oauth.processRefreshTokenResponse(server, this.#client, response);
    return { ...before, access_token, refresh_token: refresh_token ?? before.refresh_token };
  }

  /** Ends the sign-in at the hub too (RFC 7009). */
  async signOut({ refresh_token, access_token }: SignedIn): Promise<void> {
    const server = await this.#discover();
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(
        server,
        this.#client,
        this.#authentication,
        refresh_token ?? access_token,
        insecure,
      ),
    );
  }

  async #nameOf(token: string, subject: string): Promise<string | undefined> {
    const server = await this.#discover();
    const response = await oauth.userInfoRequest(server, this.#client, token, insecure);
    return (await oauth.processUserInfoResponse(server, this.#client, subject, response)).name;
  }

  async #discover(): Promise<oauth.AuthorizationServer> {
    const issuer = new URL(this.#registered.issuer);
    this.#server ??= await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    return this.#server;
  }
}

/** Why it did not work, in a word of the protocol's (RFC 6749, section 5.2) where there is one. */
export function reasonOf(error: unknown): string {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) return error.error;
  if (error instanceof oauth.WWWAuthenticateChallengeError) return error.cause[0]?.parameters.error ?? "invalid_token";
  return error instanceof TypeError ? "unreachable" : "unknown";
}
