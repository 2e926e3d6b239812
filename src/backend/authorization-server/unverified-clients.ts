import { randomUUID } from "node:crypto";
import type { AdapterPayload } from "oidc-provider";
import type { Application } from "../../protocol/applications.ts";
import { MAX_NAME } from "../../protocol/fields.ts";
import { MAX_REDIRECT_URIS, REDIRECT_URI_PROBLEMS, redirectUriProblem } from "../../protocol/redirect-uri.ts";
import type { Applications } from "../applications/applications.ts";
import { Attempts } from "../attempts.ts";
import { digestOf } from "../digest.ts";
import type { Grants } from "../grants/grants.ts";
import type { ProviderSettings } from "./provider-settings.ts";

const HOUR = 60 * 60_000;
/** Applications that registered themselves: more than a home needs, and few enough to look through. */
const MOST = 100;
const MOST_FROM_ADDRESS = 10;
/** One that nobody let in is forgotten after this. */
const UNUSED_MS = 24 * HOUR;

/** Control characters, and those that turn the direction of what is around them: a name would show as another one. */
const DISGUISE = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Why a registration is refused: the error's code (RFC 7591, section 3.2.2) and a sentence. */
export interface RegistrationProblem {
  readonly error: "invalid_redirect_uri" | "invalid_client_metadata" | "too_many_requests";
  readonly description: string;
  /** Seconds to wait. */
  readonly retryAfter?: number;
}

interface UnverifiedParts {
  readonly applications: Applications;
  readonly grants: Grants;
  readonly settings: ProviderSettings;
}

/** Applications that nobody here registered: they did so themselves (RFC 7591), or are known by their document's address. */
export class UnverifiedClients {
  readonly #parts: UnverifiedParts;
  readonly #registrations = new Attempts(HOUR);

  constructor(parts: UnverifiedParts) {
    this.#parts = parts;
  }

  /** Before a registration is looked at. */
  refusal(address: string): RegistrationProblem | undefined {
    if (this.#registered().length >= MOST && this.#unused().length === 0)
      return { error: "too_many_requests", description: "Too many applications have registered themselves here." };
    const attempt = this.#registrations.begin([{ key: address, most: MOST_FROM_ADDRESS }]);
    if (!("retryAfter" in attempt)) return undefined;
    const description = "Too many registrations from this address. Try again later.";
    return { error: "too_many_requests", description, retryAfter: attempt.retryAfter };
  }

  /** What is wrong with the metadata that a client sent, or has at its address. */
  problemIn({ redirect_uris, client_name }: AdapterPayload): RegistrationProblem | undefined {
    const uris = (redirect_uris ?? []) as string[];
    if (uris.length === 0 || uris.length > MAX_REDIRECT_URIS)
      return {
        error: "invalid_redirect_uri",
        description: `redirect_uris must have 1 to ${MAX_REDIRECT_URIS} addresses`,
      };
    const problem = uris.map(redirectUriProblem).find((found) => found !== undefined);
    if (problem)
      return { error: "invalid_redirect_uri", description: `redirect_uris ${REDIRECT_URI_PROBLEMS[problem]}` };
    if (typeof client_name === "string" && client_name.length > MAX_NAME)
      return { error: "invalid_client_metadata", description: `client_name must have at most ${MAX_NAME} characters` };
    if (typeof client_name === "string" && DISGUISE.test(client_name))
      return { error: "invalid_client_metadata", description: "client_name must not have characters that nobody sees" };
    return undefined;
  }

  /**
   * Keeps a client that registered itself. Where there are too many, the oldest that nobody let in gives way: strangers
   * take nothing from people that way. @throws CommandError when there are too many.
   */
  async register(clientId: string, metadata: AdapterPayload): Promise<Application> {
    await this.forgetUnused();
    const { applications } = this.#parts;
    const [oldest] = this.#unused();
    if (oldest && this.#registered().length >= MOST) await this.#forget(oldest);
    const secret = typeof metadata.client_secret === "string" ? metadata.client_secret : undefined;
    const application = this.#application(clientId, metadata, "dynamic_registration", secret !== undefined);
    const stored = secret === undefined ? [] : [{ digest: digestOf(secret), created_at: application.created_at }];
    await applications.add(application, stored);
    return application;
  }

  /** What a client says of itself at its own address; kept once somebody lets it in. */
  fromDocument(clientId: string, metadata: AdapterPayload): Application {
    const known = this.#parts.applications.withClientId(clientId);
    const said = this.#application(clientId, metadata, "client_id_metadata_document", false);
    if (!known) return said;
    const { name, redirect_uris } = said;
    return { ...known, name, redirect_uris };
  }

  /** Those that registered themselves and were not let in by anybody for a day. */
  async forgetUnused(): Promise<void> {
    const old = this.#unused().filter(({ created_at }) => Date.now() - Date.parse(created_at) > UNUSED_MS);
    for (const application of old) await this.#forget(application);
  }

  /** Those that registered themselves, the oldest first. */
  #registered(): Application[] {
    return this.#parts.applications.all().filter(({ unverified }) => unverified === "dynamic_registration");
  }

  /** Those of them that nobody let in. */
  #unused(): Application[] {
    const used = new Set(this.#parts.grants.all().map(({ application_id }) => application_id));
    return this.#registered().filter(({ id }) => !used.has(id));
  }

  async #forget({ id }: Application): Promise<void> {
    await this.#parts.applications.delete(id).catch(() => {});
  }

  #application(
    client_id: string,
    { client_name, redirect_uris, scope, token_endpoint_auth_method }: AdapterPayload,
    unverified: NonNullable<Application["unverified"]>,
    hasSecret: boolean,
  ): Application {
    const at = new Date().toISOString();
    const most = this.#parts.settings.current.unverified_scopes;
    const wanted = typeof scope === "string" ? scope.split(" ").filter((one) => most.includes(one)) : [];
    const isPublic = !hasSecret || token_endpoint_auth_method === "none";
    return {
      id: randomUUID().replaceAll("-", ""),
      name: (typeof client_name === "string" && client_name.trim()) || (URL.parse(client_id)?.host ?? client_id),
      client_id,
      redirect_uris: (redirect_uris ?? []) as string[],
      scopes: wanted.length > 0 ? wanted : [...most],
      type: isPublic ? "public" : "confidential",
      enabled: true,
      created_at: at,
      updated_at: at,
      unverified,
    };
  }
}
