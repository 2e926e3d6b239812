import type { Caller } from "../host.ts";

/** Who is behind an access token. */
export interface Session {
  readonly caller: Caller;
  /** The hub's own sign-in; absent for integrations and applications, whose tokens are the plugin's. */
  readonly refresh_token_id?: string;
}
