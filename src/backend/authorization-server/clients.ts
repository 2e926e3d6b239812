import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Application } from "../../protocol/applications.ts";
import { isNativeRedirect } from "../../protocol/redirect-uri.ts";
import type { Applications } from "../applications/applications.ts";

export const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** What stands where `oidc-provider` expects a secret: it is compared by `Applications.isSecretOf`, and kept nowhere. */
const NO_SECRET = "kept-as-a-digest";

/** The register of applications as `oidc-provider` reads its clients; it adds those that register themselves. */
export class ClientAdapter implements Adapter {
  readonly #applications: Applications;
  readonly #deviceGrant: () => boolean;
  readonly #register: (clientId: string, metadata: AdapterPayload) => Promise<unknown>;

  constructor(
    applications: Applications,
    deviceGrant: () => boolean,
    register: (clientId: string, metadata: AdapterPayload) => Promise<unknown>,
  ) {
    this.#applications = applications;
    this.#deviceGrant = deviceGrant;
    this.#register = register;
  }

  /** A client that is disabled is as one that is not there; one that is known by its document says itself what it is. */
  async find(clientId: string): Promise<AdapterPayload | undefined> {
    const application = this.#applications.withClientId(clientId);
    if (!application?.enabled || application.unverified === "client_id_metadata_document") return undefined;
    return clientMetadata(application, this.#deviceGrant());
  }

  /** A client registers itself (RFC 7591). */
  async upsert(clientId: string, metadata: AdapterPayload): Promise<void> {
    await this.#register(clientId, metadata);
  }

  async destroy(): Promise<void> {}
  async consume(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
  async findByUid(): Promise<undefined> {}
  async findByUserCode(): Promise<undefined> {}
}

/** OpenID Connect Dynamic Client Registration, section 2. */
export function clientMetadata(application: Application, deviceGrant: boolean): AdapterPayload {
  const { client_id, name, redirect_uris, scopes, type } = application;
  return {
    client_id,
    client_name: name,
    redirect_uris,
    // Only then is a loopback address taken with any port (RFC 8252, section 7.3).
    application_type: redirect_uris.some(isNativeRedirect) ? "native" : "web",
    grant_types: ["authorization_code", "refresh_token", ...(deviceGrant ? [DEVICE_GRANT] : [])],
    response_types: ["code"],
    // Either way of sending the secret is taken: RFC 6749, section 2.3.1.
    token_endpoint_auth_method: type === "public" ? "none" : "client_secret_basic",
    ...(type === "confidential" && { client_secret: NO_SECRET }),
    // Asked for by habit; refresh tokens are given without it.
    scope: [...scopes, "offline_access"].join(" "),
  };
}
