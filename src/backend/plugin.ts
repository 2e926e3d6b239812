import type { EntryAccess, Host } from "./host.ts";
import type { Store } from "./store/store.ts";

/** What the hub's config flows may ask of the running plugin. */
export interface Plugin {
  /** The credentials with which a flow of this domain can sign in: `id` is what an entry stores as `auth_implementation`. */
  implementations(domain: string): readonly { readonly id: string; readonly name: string }[];
  /** What an integration brings itself; the same one again makes no second one. */
  importCredential(item: {
    domain: string;
    client_id: string;
    client_secret: string;
    auth_domain?: string;
    name?: string;
  }): Promise<void>;
  /**
   * Begins (or renews) the authorization of a flow.
   * @returns the external step's absolute URL, and the cookie that binds it to the browser, when it has none yet.
   * @throws CommandError `home_assistant_error` when the credential or the integration's endpoints can't be had.
   */
  authorize(request: AuthorizeRequest): Promise<{ readonly url: string; readonly setCookie?: string }>;
  /** The flow was cancelled: its callback is refused from now on. */
  cancel(flowId: string): Promise<void>;
  /** Tokens for an integration in the process. */
  access(entryId: string): EntryAccess;
  /** The entry is gone: its sealed tokens go too. */
  forget(entryId: string): Promise<void>;
  close(): Promise<void>;
}

export interface AuthorizeRequest {
  readonly flow_id: string;
  readonly domain: string;
  /** `auth_domain ?? id` of the credential. */
  readonly implementation: string;
  /** For re-authentication: the entry that is mended. */
  readonly entry_id?: string;
  /** Who starts it; the start page names them. */
  readonly user_name: string;
  /** The request's `Cookie` header. */
  readonly cookie: string | null;
}

export declare function startPlugin(host: Host, store: Store): Promise<Plugin>;
