import type { RotationUnderWay } from "./rotations.ts";

/** How a client sends its secret to the token endpoint (OpenID Connect Registration, section 2; RFC 6749, 2.3.1). */
export type AuthenticationMethod = "client_secret_post" | "client_secret_basic";

/** What Home Assistant sends, and integrations were tried with: decision 6. */
export const DEFAULT_METHOD: AuthenticationMethod = "client_secret_post";

/** The other way, for a provider that does not know the client by the one. */
export const OTHER_METHOD = {
  client_secret_post: "client_secret_basic",
  client_secret_basic: "client_secret_post",
} as const satisfies Record<AuthenticationMethod, AuthenticationMethod>;

/** With what a request shows which client asks, for the moment of that request. */
export interface ClientAuthentication {
  readonly client_secret: string;
  /** Where the secret is being changed. */
  readonly rotation?: RotationUnderWay | undefined;
  /** The way that worked last. */
  readonly method?: AuthenticationMethod | undefined;
  /** The provider accepted the client so; a new way is remembered. */
  methodWorked?(method: AuthenticationMethod): void;
}
