import { CommandError } from "../../protocol/errors.ts";
import type { ActAs, HubToken } from "../act-as.ts";
import type { Applications } from "../applications/applications.ts";
import type { Grants, StoredGrant } from "../grants/grants.ts";
import type { ApplicationsHost } from "../host.ts";
import { Serialiser } from "../serialise.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Artifacts } from "./artifacts.ts";

/** The scope with which an application acts as a person towards the hub itself. */
const SCOPE = "home_assistant";

/** What applications gave up by themselves, or what ended by its time, nobody tells of. */
const REVIEW_MS = 60_000;

/** By the id of its grant. */
interface ActingSignIn {
  /** The hub's name for it. */
  readonly sign_in: string;
  /** It is over here, and the hub has to be told. */
  readonly over?: true;
}

interface ActingParts {
  readonly host: Pick<ApplicationsHost, "user" | "knowsUsers" | "watchUsers" | "log">;
  readonly actAs: ActAs;
  readonly applications: Pick<Applications, "known" | "withClientId" | "watch">;
  readonly grants: Pick<Grants, "get" | "of" | "revoke" | "onEnd">;
  readonly artifacts: Pick<Artifacts, "some">;
  /** A person ended the sign-in where the hub lists it. */
  readonly endedByPerson: (grant: StoredGrant) => void;
}

/**
 * Sign-ins of the hub's own behind grants with the scope `home_assistant`: one for each grant. A person who ends one
 * has ended the grant; when the grant, the scope or its last token ends, the sign-in does. What the hub could not be told
 * is kept until it can.
 */
export class ActingSignIns {
  readonly #records: Records<ActingSignIn>;
  readonly #parts: ActingParts;
  /** One after the other, so that `keep` never misses one that is being made. */
  readonly #turns = new Serialiser();
  readonly #reviewing: NodeJS.Timeout;

  static async load(store: Store, parts: ActingParts): Promise<ActingSignIns> {
    return new ActingSignIns(await Records.load<ActingSignIn>(store, "acting_sign_ins"), parts);
  }

  private constructor(records: Records<ActingSignIn>, parts: ActingParts) {
    this.#records = records;
    this.#parts = parts;
    const { actAs, grants, applications, host } = parts;
    grants.onEnd(({ grant_id }) => this.#endOf(grant_id));
    const review = () => this.#later(this.#review());
    applications.watch(review);
    host.watchUsers(review);
    actAs.watch(
      () => this.#later(this.#meet()),
      (signIn) => this.#later(this.#endedByPerson(signIn)),
    );
    this.#reviewing = setInterval(review, REVIEW_MS).unref();
  }

  /**
   * The hub's own access token that goes with an application's; undefined where its scopes hold no such thing, `ended`
   * when the person has ended it at the hub.
   * @throws CommandError when the hub does not answer. @throws StoreError
   */
  async tokenFor(clientId: string, userId: string, scope: string): Promise<HubToken | "ended" | undefined> {
    const application = this.#parts.applications.withClientId(clientId);
    const grant = application && this.#parts.grants.of(userId, application.id);
    if (!application || !grant || !scope.split(" ").includes(SCOPE) || !this.#allows(grant)) return undefined;
    const token = await this.#turn(() => this.#token(grant, application.name));
    if (token !== "ended") return token;
    await this.#revoke(grant);
    return token;
  }

  /** The application gave its tokens up, or they were stolen. */
  async end(clientId: string, userId: string): Promise<void> {
    const application = this.#parts.applications.withClientId(clientId);
    const grant = application && this.#parts.grants.of(userId, application.id);
    if (grant) await this.#endOf(grant.grant_id);
  }

  close(): void {
    clearInterval(this.#reviewing);
  }

  async #token({ grant_id, user_id }: StoredGrant, name: string): Promise<HubToken | "ended"> {
    const known = this.#records.get(grant_id);
    const sign_in = known && !known.over ? { sign_in: known.sign_in } : {};
    try {
      const token = await this.#parts.actAs.token({ user_id, name, ...sign_in });
      if (token.sign_in !== known?.sign_in) await this.#records.put(grant_id, { sign_in: token.sign_in });
      return token;
    } catch (error) {
      if (known && error instanceof CommandError && error.code === "not_found") return "ended";
      throw error;
    }
  }

  /** The hub is there: what it has of ours and what we know of is made to agree. */
  async #meet(): Promise<void> {
    const { actAs } = this.#parts;
    const gone = await this.#turn(async () => {
      const known = this.#records.entries();
      const missing = await actAs.keep(known.flatMap(([, { sign_in, over }]) => (over ? [] : [sign_in])));
      for (const [grantId, { over }] of known) if (over) await this.#records.delete(grantId);
      return missing;
    });
    for (const signIn of gone) await this.#endedByPerson(signIn);
    await this.#review();
  }

  async #endedByPerson(signIn: string): Promise<void> {
    const [grantId, found] = this.#records.entries().find(([, { sign_in }]) => sign_in === signIn) ?? [];
    if (grantId === undefined || found?.over) return;
    const grant = this.#parts.grants.get(grantId);
    if (grant) await this.#revoke(grant);
  }

  async #revoke(grant: StoredGrant): Promise<void> {
    if (!this.#parts.grants.get(grant.grant_id)) return;
    await this.#parts.grants.revoke(grant.grant_id);
    this.#parts.endedByPerson(grant);
  }

  /** Ends what nothing stands behind any more. */
  async #review(): Promise<void> {
    if (!this.#parts.host.knowsUsers()) return;
    for (const [grantId, { over }] of this.#records.entries())
      if (over || !this.#isWanted(grantId)) await this.#endOf(grantId);
  }

  #isWanted(grantId: string): boolean {
    const grant = this.#parts.grants.get(grantId);
    if (!grant || !this.#allows(grant) || !this.#parts.host.user(grant.user_id)) return false;
    const clientId = this.#parts.applications.known(grant.application_id)?.client_id;
    return this.#parts.artifacts.some(
      ({ kind, payload }) =>
        payload.clientId === clientId &&
        payload.accountId === grant.user_id &&
        (kind === "RefreshToken" || kind === "AccessToken") &&
        payload.consumed === undefined &&
        (payload.scope ?? "").split(" ").includes(SCOPE),
    );
  }

  /** Noted before the hub is told, so that it is told later if it does not answer. */
  #endOf(grantId: string): Promise<void> {
    return this.#turn(async () => {
      const known = this.#records.get(grantId);
      if (!known) return;
      if (!known.over) await this.#records.put(grantId, { ...known, over: true });
      try {
        await this.#parts.actAs.end(known.sign_in);
      } catch (error) {
        this.#parts.host.log.warn(`A sign-in of an application is ended when the hub is there again: ${error}`);
        return;
      }
      await this.#records.delete(grantId);
    });
  }

  #allows({ application_id, scopes }: StoredGrant): boolean {
    const application = this.#parts.applications.known(application_id);
    return application?.enabled === true && application.scopes.includes(SCOPE) && scopes.includes(SCOPE);
  }

  #turn<Result>(work: () => Promise<Result>): Promise<Result> {
    return this.#turns.run("", work);
  }

  #later(work: Promise<void>): void {
    work.catch((error: unknown) =>
      this.#parts.host.log.error("Sign-ins of applications could not be looked after", error),
    );
  }
}
