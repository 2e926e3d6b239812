import type { RejectedRedirect } from "../../protocol/applications.ts";
import { REDIRECT_URI_PROBLEMS, redirectUriProblem } from "../../protocol/redirect-uri.ts";
import type { Log } from "../host.ts";
import { Records } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { Applications } from "./applications.ts";
import { nearestRedirect } from "./redirect-difference.ts";

interface Refused {
  readonly redirect_uri: string;
  readonly count: number;
  readonly first_at: string;
  readonly last_at: string;
}

/** An application's refused addresses, the latest last. */
interface RefusedOfOne {
  readonly refused: readonly Refused[];
}

/** Anybody can send such requests: so many different ones are kept of an application, and so long ones. */
const MOST = 20;
const LONGEST = 2_048;
/** Requests that come together are one write. */
const WRITE_AFTER_MS = 2_000;

/**
 * Redirect URIs that requests used and that are not registered, for whoever looks after the application: mostly it is a
 * slash too much. None is ever added by itself.
 */
export class RejectedRedirects {
  readonly #records: Records<RefusedOfOne>;
  readonly #applications: Applications;
  readonly #log: Log;
  /** What is not on disk yet, by the application's id. */
  readonly #waiting = new Map<string, RefusedOfOne>();
  #timer: NodeJS.Timeout | undefined;

  static async load(store: Store, applications: Applications, log: Log): Promise<RejectedRedirects> {
    const records = await Records.load<RefusedOfOne>(store, "rejected_redirects");
    return new RejectedRedirects(records, applications, log);
  }

  private constructor(records: Records<RefusedOfOne>, applications: Applications, log: Log) {
    this.#records = records;
    this.#applications = applications;
    this.#log = log;
    applications.watch((changes) => {
      for (const { change_type, application_id } of changes)
        if (change_type === "removed") this.#keep(application_id, []);
    });
  }

  /** A request named this address. */
  note(clientId: string, redirectUri: string): void {
    const application = this.#applications.withClientId(clientId);
    if (!application || redirectUri.length > LONGEST) return;
    const before = this.#of(application.id);
    const known = before.find(({ redirect_uri }) => redirect_uri === redirectUri);
    const now = new Date().toISOString();
    const refused = {
      redirect_uri: redirectUri,
      count: (known?.count ?? 0) + 1,
      first_at: known?.first_at ?? now,
      last_at: now,
    };
    this.#keep(application.id, [...before.filter((one) => one !== known), refused].slice(-MOST));
  }

  /** Those that are not registered by now, the latest first. */
  list(applicationId: string): RejectedRedirect[] {
    const registered = this.#applications.known(applicationId)?.redirect_uris ?? [];
    return this.#of(applicationId)
      .filter(({ redirect_uri }) => !registered.includes(redirect_uri))
      .map((refused) => {
        const problem = redirectUriProblem(refused.redirect_uri);
        const nearest = nearestRedirect(refused.redirect_uri, registered);
        return { ...refused, ...nearest, ...(problem && { problem: REDIRECT_URI_PROBLEMS[problem] }) };
      })
      .reverse();
  }

  /** Forgets one. */
  async dismiss(applicationId: string, redirectUri: string): Promise<void> {
    this.#keep(
      applicationId,
      this.#of(applicationId).filter(({ redirect_uri }) => redirect_uri !== redirectUri),
    );
    await this.written();
  }

  /** Resolves when what was noted is on disk. @throws StoreError */
  async written(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const waiting = [...this.#waiting];
    for (const [id, kept] of waiting) {
      await (kept.refused.length === 0 ? this.#records.delete(id) : this.#records.put(id, kept));
      if (this.#waiting.get(id) === kept) this.#waiting.delete(id);
    }
  }

  #of(id: string): readonly Refused[] {
    return (this.#waiting.get(id) ?? this.#records.get(id))?.refused ?? [];
  }

  #keep(id: string, refused: readonly Refused[]): void {
    if (refused.length === 0 && this.#of(id).length === 0) return;
    this.#waiting.set(id, { refused });
    this.#timer ??= setTimeout(() => {
      this.written().catch((error: unknown) => this.#log.error("Refused redirect URIs could not be kept", error));
    }, WRITE_AFTER_MS).unref();
  }
}
