/**
 * What a hub's own service offers, as Home Assistant Cloud's account linking does
 * (homeassistant/components/cloud/account_link.py): a client that is registered already. Its secret stays at the service,
 * which makes the provider's URL, redeems codes and refreshes tokens; the hub keeps the tokens.
 */
export interface ReadyMadeClient {
  /** What an entry records as `auth_implementation`. No credential of the domain may have it as its own. */
  readonly id: string;
  /** The service's name for people. */
  readonly name: string;
  /**
   * The provider's URL for one authorization request. It carries `state`, `redirect_uri` and the challenge (S256) as given.
   * @throws CommandError as `redeem`
   */
  authorizationUrl(request: ReadyMadeRequest): Promise<string>;
  /**
   * Tokens for an authorization code.
   * @throws CommandError `reauth_required` where the provider says `invalid_grant`, `provider_unavailable` while service or
   * provider are down or slow, `home_assistant_error` where either refuses.
   */
  redeem(grant: ReadyMadeGrant): Promise<ReadyMadeTokens>;
  /** Other tokens for a refresh token. @throws CommandError as `redeem` */
  refresh(refreshToken: string): Promise<ReadyMadeTokens>;
  /** Ends what the provider granted (RFC 7009). @throws CommandError as `redeem` */
  revoke?(token: string): Promise<void>;
}

/** An authorization request (RFC 6749, section 4.1.1) with its PKCE challenge (RFC 7636, section 4.3). */
export interface ReadyMadeRequest {
  readonly redirect_uri: string;
  /** Blank where the integration asks for none. */
  readonly scope: string;
  readonly state: string;
  /** Of the method S256. */
  readonly code_challenge: string;
}

export interface ReadyMadeGrant {
  readonly code: string;
  readonly redirect_uri: string;
  readonly code_verifier: string;
}

/** A token response (RFC 6749, section 5.1). */
export interface ReadyMadeTokens {
  readonly access_token: string;
  readonly token_type?: string | undefined;
  /** In seconds. */
  readonly expires_in?: number | undefined;
  readonly refresh_token?: string | undefined;
  readonly scope?: string | undefined;
}
