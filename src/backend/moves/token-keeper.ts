/** Whoever keeps entries' tokens beside their hub. Home Assistant keeps them in the entries themselves, and needs none. */
export interface TokenKeeper {
  /** With which implementation (`auth_domain ?? id` of a credential) an entry's tokens were made. */
  implementationOf(entryId: string): string | undefined;
  /**
   * From now on an entry's tokens are refreshed with this implementation; the tokens stay. On disk when it resolves.
   * @throws StoreError; then nothing changed.
   */
  repoint(entryId: string, implementation: string): Promise<void>;
}
