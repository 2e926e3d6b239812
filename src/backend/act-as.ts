/** How applications act as a person towards the hub itself: with sign-ins of the hub's own, which that person can end. */
export interface ActAs {
  /**
   * An access token of the hub's own. Without `sign_in` one is begun first, under the application's name.
   * @throws CommandError `not_found` when `sign_in` is over, `home_assistant_error` when the hub does not answer.
   */
  token(wanted: { readonly user_id: string; readonly name: string; readonly sign_in?: string }): Promise<HubToken>;
  /** @throws CommandError `home_assistant_error` when the hub does not answer. */
  end(signIn: string): Promise<void>;
  /** These are all that are meant to be there. @returns those of them that are over. @throws as `end` */
  keep(signIns: readonly string[]): Promise<readonly string[]>;
  /** @param reached the hub is there, or there again. @param ended a person ended this sign-in. */
  watch(reached: () => void, ended: (signIn: string) => void): void;
}

export interface HubToken {
  /** Names the sign-in that it is from; it opens nothing. */
  readonly sign_in: string;
  readonly access_token: string;
  /** Seconds. */
  readonly expires_in: number;
}
