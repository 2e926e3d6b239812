import type { Credential } from "../../protocol/credentials.ts";
import type { FilePreview } from "../../protocol/credentials-file.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { CredentialsHost } from "../host.ts";
import { type FileCredential, isUnusable, readItem, shownOf, type Unusable } from "./file-item.ts";

type Change = NonNullable<FilePreview["changes"]>[number];

/** What an item of a file is beside what is stored. */
export type Verdict =
  | { readonly status: "new"; readonly item: FileCredential }
  | { readonly status: "same"; readonly item: FileCredential; readonly stored: Credential }
  | {
      readonly status: "changed";
      readonly item: FileCredential;
      readonly stored: Credential;
      readonly changes: Change[];
    }
  | ({ readonly status: "unusable" } & Unusable);

/** Compares the items of a file with the credentials as they are when it is made. */
export class Comparison {
  readonly #credentials: Credentials;
  readonly #host: CredentialsHost;
  /** Of each domain, by id and by client ID. */
  readonly #known: ReadonlyMap<string, Credential>;

  constructor(credentials: Credentials, host: CredentialsHost) {
    this.#credentials = credentials;
    this.#host = host;
    const items = credentials.all();
    this.#known = new Map([
      ...items.filter(({ auth_domain }) => auth_domain !== undefined).map((item) => [byClient(item), item] as const),
      ...items.map((item) => [byId(item), item] as const),
    ]);
  }

  async judge(given: unknown): Promise<Verdict> {
    const item = readItem(given);
    if (isUnusable(item)) return { status: "unusable", ...item };
    const stored = this.#storedOf(item);
    if (stored) return this.#compare(item, stored);
    if (this.#host.takesCredentials(item.domain)) return { status: "new", item };
    const message = `No application_credentials platform for ${item.domain}. Install that integration first, then import the file again.`;
    return { status: "unusable", reason: "unknown_domain", fields: ["domain"], message };
  }

  /**
   * The stored one that entries would mean: they record its `auth_domain`, else its id. Of those with an `auth_domain` the
   * client ID tells which one it is, as at `application_credentials/import`.
   */
  #storedOf(item: FileCredential): Credential | undefined {
    const sameId = this.#known.get(byId(item));
    if (sameId) return sameId;
    return item.auth_domain === undefined ? undefined : this.#known.get(byClient(item));
  }

  async #compare(item: FileCredential, stored: Credential): Promise<Verdict> {
    const changes: Change[] = [];
    if (item.client_id !== stored.client_id) changes.push("client_id");
    if (item.client_secret !== (await this.#secretOf(stored))) changes.push("client_secret");
    // A file without a name says nothing against the one that somebody gave it here.
    if (item.name !== undefined && item.name !== stored.name) changes.push("name");
    return changes.length > 0 ? { status: "changed", item, stored, changes } : { status: "same", item, stored };
  }

  /** One whose sealed form does not open differs from every other: taking the file's mends it. */
  async #secretOf({ id }: Credential): Promise<string | undefined> {
    try {
      return await this.#credentials.secret(id);
    } catch {
      return undefined;
    }
  }
}

const byId = ({ domain, id, auth_domain }: Pick<FileCredential, "domain" | "id" | "auth_domain">) =>
  JSON.stringify(["id", domain, auth_domain, id]);

const byClient = ({ domain, client_id, auth_domain }: Pick<FileCredential, "domain" | "client_id" | "auth_domain">) =>
  JSON.stringify(["client", domain, auth_domain, client_id]);

/** A verdict as a client sees it. */
export function previewOf(given: unknown, verdict: Verdict): FilePreview {
  const shown = shownOf(given);
  switch (verdict.status) {
    case "unusable":
      return { ...shown, ...verdict };
    case "new":
      return { ...shown, status: "new" };
    case "same":
      return { ...shown, status: "same", application_credentials_id: verdict.stored.id };
    case "changed": {
      const { stored, changes } = verdict;
      return { ...shown, status: "changed", application_credentials_id: stored.id, changes };
    }
  }
}
