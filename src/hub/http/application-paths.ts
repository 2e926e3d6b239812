import type { IncomingMessage, ServerResponse } from "node:http";
import type { Caller, ServeApplications } from "../../backend/host.ts";
import type { Session } from "../../backend/websocket/session.ts";
import { isLocalRequest, senderOf } from "./local-address.ts";
import type { Router } from "./router.ts";
import { addSecurityHeaders } from "./security-headers.ts";

/** After the issuer's own path, which is none here. */
export const APPLICATION_ENDPOINTS = "/oauth";
const METADATA: ReadonlySet<string> = new Set([
  "/.well-known/oauth-authorization-server",
  "/.well-known/openid-configuration",
  "/.well-known/oauth-protected-resource",
]);

type Authenticate = (token: string, isLocal: boolean) => Promise<Session | undefined>;

/** The paths on which applications reach the hub as a provider: Node's request and answer go to it as they are. */
export class ApplicationPaths {
  readonly #router: Router;
  #serve: ServeApplications | undefined;
  #authenticate: Authenticate = async () => undefined;

  /** @param router Its own paths below `/oauth/` stay its own. */
  constructor(router: Router) {
    this.#router = router;
  }

  begin(serve: ServeApplications): void {
    this.#serve = serve;
  }

  authenticateWith(authenticate: Authenticate): void {
    this.#authenticate = authenticate;
  }

  /** @returns whether it answers. */
  serve(message: IncomingMessage, out: ServerResponse): boolean {
    const [path = ""] = (message.url ?? "").split("?", 1);
    if (!this.#serve || !this.#takes(path)) return false;
    void this.#answer(this.#serve, message, out);
    return true;
  }

  #takes(path: string): boolean {
    return METADATA.has(path) || (path.startsWith(`${APPLICATION_ENDPOINTS}/`) && !this.#router.knows(path));
  }

  async #answer(serve: ServeApplications, message: IncomingMessage, out: ServerResponse): Promise<void> {
    const headers = new Headers();
    addSecurityHeaders(headers);
    for (const [name, value] of headers) out.setHeader(name, value);
    const address = senderOf(message);
    serve(message, out, { caller: await this.#callerOf(message, address), address });
  }

  async #callerOf(message: IncomingMessage, address: string | undefined): Promise<Caller | undefined> {
    const [scheme, token] = (message.headers.authorization ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) return undefined;
    const session = await this.#authenticate(token, isLocalRequest(message)).catch(() => undefined);
    return session && { ...session.caller, address };
  }
}
