import type { AuthorizeRequest } from "../../../src/backend/connect/authorizations.ts";
import type { Implementation } from "../../../src/backend/connect/client-directory.ts";
import type { Plugin } from "../../../src/backend/running-plugin.ts";
import { type CommandError, providerUnavailable } from "../../../src/protocol/errors.ts";

/** A plugin that records what the hub asks of it; its credentials and tokens are the test's to set. */
export class FakePlugin implements Plugin {
  readonly credentials = new Map<string, { id: string; name: string }[]>();
  /** What the hub offers ready-made, for every domain. */
  readonly readyMade: Implementation[] = [];
  readonly imported: { domain: string; client_id: string; client_secret: string }[] = [];
  readonly authorized: AuthorizeRequest[] = [];
  readonly cancelled: string[] = [];
  readonly forgotten: string[] = [];
  /** What `access().token()` throws; a token comes when it is absent. */
  tokenError: CommandError | undefined;
  authorizeError: CommandError | undefined;

  /** Domains that only credentials know. */
  own: { domain: string; name: string }[] = [];

  ownDomains() {
    return this.own;
  }

  async ownAccount(entryId: string) {
    return { title: `Own account ${entryId}`, unique_id: null };
  }

  implementations(domain: string) {
    return [...this.readyMade, ...(this.credentials.get(domain) ?? [])];
  }

  async importCredential(item: { domain: string; client_id: string; client_secret: string }) {
    this.imported.push(item);
    this.credentials.set(item.domain, [{ id: item.domain, name: "Imported" }]);
  }

  async authorize(request: AuthorizeRequest) {
    if (this.authorizeError) throw this.authorizeError;
    this.authorized.push(request);
    const ticket = this.authorized.length;
    return {
      url: `http://127.0.0.1/oauth/start?ticket=${ticket}&state=state-${request.flow_id}`,
      setCookie: "binding=secret; HttpOnly; Path=/oauth",
    };
  }

  async cancel(flowId: string) {
    this.cancelled.push(flowId);
  }

  /** Whoever signed in for a flow in the place of the entry's own account. */
  readonly others = new Map<string, { title: string; unique_id: string }>();

  otherAccount(flowId: string) {
    return this.others.get(flowId);
  }

  async useOtherAccount(flowId: string) {
    const account = this.others.get(flowId);
    this.others.delete(flowId);
    return account && { auth_implementation: "demo_calendar", account };
  }

  access(entryId: string) {
    const token = async () => {
      if (this.tokenError) throw this.tokenError;
      return `token-of-${entryId}`;
    };
    return { entry_id: entryId, token, renew: token };
  }

  async forget(entryId: string) {
    this.forgotten.push(entryId);
  }

  async resumeMoves() {}

  async close() {}
}

export const providerDown = () => providerUnavailable("The provider does not answer.");
