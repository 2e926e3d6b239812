import type { CommandScope } from "../../protocol/scopes.ts";
import type { Applications } from "../applications/applications.ts";
import type { Grants } from "../grants/grants.ts";
import type { ActingApplication, ApplicationsHost, Caller } from "../host.ts";
import type { Artifact, Artifacts } from "./artifacts.ts";

interface AccessTokenParts {
  readonly artifacts: Artifacts;
  readonly applications: Applications;
  readonly grants: Grants;
  readonly host: Pick<ApplicationsHost, "user" | "log">;
}

/**
 * Access tokens of applications, at the hub's own doors. They are opaque: what one is good for is looked up at each use,
 * so that whatever ends or narrows it does so at once (SECURITY 31, 33).
 */
export class AccessTokens {
  readonly #parts: AccessTokenParts;

  constructor(parts: AccessTokenParts) {
    this.#parts = parts;
  }

  /** The person for whom an application acts with this token, if it is one of ours and good. */
  authenticate(token: string): Caller | undefined {
    const { artifacts, applications, grants, host } = this.#parts;
    const { accountId = "", clientId = "" } = artifacts.get("AccessToken", token)?.payload ?? {};
    const user = host.user(accountId);
    const application = applications.withClientId(clientId);
    const grant = application && grants.of(accountId, application.id);
    if (!user || !grant) return undefined;
    const acting = this.#acting(token, application.id, grant.grant_id, user.is_admin);
    if (!acting.isAlive()) return undefined;
    this.#noteUse(application.id, grant.grant_id);
    return { kind: "user", ...user, application: { ...acting, name: application.name } };
  }

  /** That it was used is for people to see: what goes wrong with it holds nobody up. */
  #noteUse(applicationId: string, grantId: string): void {
    const { applications, grants, host } = this.#parts;
    Promise.all([applications.used(applicationId), grants.used(grantId)]).catch((error: unknown) =>
      host.log.error("That an application was used could not be noted", error),
    );
  }

  #acting(token: string, id: string, grant_id: string, isAdministrator: boolean): Omit<ActingApplication, "name"> {
    const scopesNow = () => this.#scopes(artifactOf(this.#parts.artifacts, token), id, grant_id, isAdministrator);
    return {
      id,
      grant_id,
      isAlive: () => scopesNow() !== undefined,
      allows: (scope) => allows(scopesNow(), scope),
    };
  }

  /** What the token, the grant and the application all allow at this moment; undefined when one of them is gone. */
  #scopes(
    artifact: Artifact | undefined,
    id: string,
    grantId: string,
    isAdministrator: boolean,
  ): readonly string[] | undefined {
    const { applications, grants, host } = this.#parts;
    const application = applications.known(id);
    const grant = grants.get(grantId);
    const user = host.user(artifact?.payload.accountId ?? "");
    if (!artifact || !application?.enabled || !grant || user?.is_admin !== isAdministrator) return undefined;
    const { scope = "" } = artifact.payload;
    return scope.split(" ").filter((one) => application.scopes.includes(one) && grant.scopes.includes(one));
  }
}

const artifactOf = (artifacts: Artifacts, token: string) => artifacts.get("AccessToken", token);

function allows(scopes: readonly string[] | undefined, scope: CommandScope): boolean {
  if (!scopes || scope === "none") return false;
  return scope === "any" || scopes.includes(scope);
}
