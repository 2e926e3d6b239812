import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import * as v from "valibot";
import type { Application } from "../../protocol/applications.ts";
import { ConsentDecision, type ConsentDetails } from "../../protocol/grants.ts";
import { isScopeName, SCOPES } from "../../protocol/scopes.ts";
import { recordOf } from "../activity/line.ts";
import type { Recorder } from "../activity/recorder.ts";
import { byCaller } from "../activity/recorder.ts";
import type { Applications } from "../applications/applications.ts";
import type { Grants } from "../grants/grants.ts";
import type { Caller, Issuer } from "../host.ts";
import type { Artifacts } from "./artifacts.ts";
import { type Asked, askedIn } from "./asked.ts";
import { readJson, refuse, respond } from "./json-exchange.ts";
import { SIGN_IN_SECONDS } from "./lifetimes.ts";
import type { UnverifiedClients } from "./unverified-clients.ts";

type Action = "show" | "details" | "decision";

export interface InteractionExchange {
  readonly uid: string;
  readonly action: Action;
  readonly issuer: Issuer;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly caller: Caller | undefined;
}

type Person = Caller & { readonly kind: "user" };

interface InteractionParts {
  readonly applications: Applications;
  readonly grants: Grants;
  readonly artifacts: Artifacts;
  readonly recorder: Recorder;
  readonly unverified: UnverifiedClients;
}

/** Which interaction a path is about (`…/interaction/{uid}`, `…/details`, `…/decision`). */
export function interactionOf({ endpoints }: Issuer, path: string): { uid: string; action: Action } | undefined {
  const [uid = "", action = "show", ...more] = path.startsWith(`${endpoints}/interaction/`)
    ? path.slice(`${endpoints}/interaction/`.length).split("/")
    : [];
  if (uid === "" || more.length > 0) return undefined;
  return action === "show" || action === "details" || action === "decision" ? { uid, action } : undefined;
}

/**
 * Between an authorization request and its answer: who is there, and may the application? Two things have to be shown:
 * the hub's own access token, by which the hub knows the person, and the cookie of the browser in which the application
 * began. A page elsewhere has neither; a link that somebody was sent lacks the cookie, so that nobody signs another in.
 */
export class Interactions {
  readonly #parts: InteractionParts;

  constructor(parts: InteractionParts) {
    this.#parts = parts;
  }

  async answer(provider: Provider, exchange: InteractionExchange): Promise<void> {
    const { action, request, response, uid, issuer } = exchange;
    if (request.method !== (action === "decision" ? "POST" : "GET")) return refuse(response, 405, "Method not allowed");
    if (action === "show") {
      response.writeHead(303, { location: `${issuer.consentPage}${encodeURIComponent(uid)}` }).end();
      return;
    }
    const person = personOf(exchange.caller);
    if (!person) return refuse(response, 401, "Sign in to the hub first");
    const asked = await askedIn(provider, exchange, this.#parts, person);
    if (!asked) return refuse(response, 404, "This sign-in is over, or was begun in another browser");
    if (action === "details") return respond(response, 200, this.#details(asked, person));
    await this.#decide(provider, exchange, asked, person);
  }

  #details(asked: Asked, person: Person): ConsentDetails {
    const { application, scopes, beyondRole, redirect } = asked;
    const granted = this.#parts.grants.of(person.id, application.id)?.scopes ?? [];
    return {
      application: {
        id: application.id,
        name: application.name,
        ...(application.unverified && { unverified: application.unverified }),
      },
      ...(redirect.host !== undefined && { redirect_host: redirect.host }),
      redirect_is_local: redirect.isLocal,
      scopes: scopes.map((scope) => ({
        scope,
        ...(isScopeName(scope) ? SCOPES[scope] : { title: scope, description: "" }),
        granted: granted.includes(scope),
      })),
      beyond_role: [...beyondRole],
      remembered: !application.unverified && !asked.mustAsk && scopes.every((scope) => granted.includes(scope)),
      lifetime: SIGN_IN_SECONDS,
      login_required: needsLogin(asked, person),
      user: { id: person.id, name: person.name },
    };
  }

  async #decide(provider: Provider, { request, response }: InteractionExchange, asked: Asked, person: Person) {
    const decision = v.safeParse(ConsentDecision, await readJson(request));
    if (!decision.success) return refuse(response, 400, "Either allow or deny");
    if (needsLogin(asked, person)) return refuse(response, 403, "Give your password again", LOGIN);
    const allowed = decision.output.decision === "allow";
    if (allowed && asked.scopes.length === 0) return refuse(response, 403, "There is nothing that you could allow");
    const result = allowed
      ? await this.#allow(provider, asked, person)
      : { error: "access_denied", error_description: "The person denied access" };
    const redirect_to = await provider.interactionResult(request, response, result);
    await leaveEarlierAccount(provider, asked.sessionUid);
    await this.#note(allowed ? "grant.allowed" : "grant.denied", asked, person);
    await this.#parts.artifacts.written();
    respond(response, 200, { redirect_to });
  }

  /** One more sign-in, with what is allowed of it. */
  async #allow(provider: Provider, { application, scopes, refused }: Asked, person: Person) {
    await this.#keep(application);
    await this.#parts.grants.allow(person.id, application.id, scopes);
    const grant = new provider.Grant({ accountId: person.id, clientId: application.client_id });
    grant.addOIDCScope(scopes.join(" "));
    // What is not said to be refused would be asked about again.
    if (refused.length > 0) grant.rejectOIDCScope(refused.join(" "));
    const grantId = await grant.save();
    const ts = person.signedInAt?.();
    const login = { accountId: person.id, ...(ts !== undefined && { ts: Math.floor(ts / 1_000) }) };
    return { login, consent: { grantId } };
  }

  /** One that is known by its document is in the register once somebody lets it in, with what it says of itself now. */
  async #keep(application: Application): Promise<void> {
    if (application.unverified !== "client_id_metadata_document") return;
    const { applications } = this.#parts;
    const { id, name, redirect_uris } = application;
    if (applications.known(id)) await applications.update({ application_id: id, name, redirect_uris });
    else await applications.add(application, []);
  }

  async #note(action: "grant.allowed" | "grant.denied", { application }: Asked, person: Person): Promise<void> {
    const record = recordOf("grant", this.#parts.grants.of(person.id, application.id)?.grant_id, {
      name: application.name,
    });
    await this.#parts.recorder.note(byCaller(person), { action, record, result: "succeeded" });
  }
}

const LOGIN = { code: "recent_login_required" };

/** Whether the person's sign-in is too old for the application; one whose time nobody knows is. */
const needsLogin = ({ loginSince }: Asked, person: Person): boolean =>
  loginSince !== undefined && (person.signedInAt?.() ?? -Infinity) < loginSince;

/** A person who is there themselves: an application's token is no person. */
const personOf = (caller: Caller | undefined): Person | undefined =>
  caller?.kind === "user" && !caller.application ? caller : undefined;

/**
 * `oidc-provider` would ask the browser, by a script, to sign out first when somebody else signs in. The interaction's
 * result has to be noted before: it is refused once the session's account has changed.
 */
async function leaveEarlierAccount(provider: Provider, sessionUid: string | undefined): Promise<void> {
  const session = sessionUid === undefined ? undefined : await provider.Session.findByUid(sessionUid);
  if (session?.accountId === undefined) return;
  delete session.accountId;
  delete session.authorizations;
  await session.persist();
}
