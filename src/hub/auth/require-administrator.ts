import type { Caller } from "../../backend/host.ts";
import type { HttpCommand } from "../../protocol/http-commands.ts";
import { HttpError } from "../http/answers.ts";
import type { Exchange } from "../http/router.ts";
import type { Sessions } from "./sessions.ts";

/**
 * The administrator who sent a request with `Authorization: Bearer`, or for whom an application did.
 * @throws HttpError 401 for anybody else (Home Assistant's REST views raise `Unauthorized`); 403 for an application
 *   without the scope that the request needs.
 */
export async function requireAdministrator(
  { request, isLocal, from }: Exchange,
  sessions: Sessions,
  { scope }: Pick<HttpCommand, "scope">,
): Promise<Caller & { readonly kind: "user" }> {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  const session = scheme?.toLowerCase() === "bearer" && token ? await sessions.authenticate(token, isLocal) : undefined;
  if (session?.caller.kind !== "user" || !session.caller.is_admin) throw new HttpError(401, "Unauthorized");
  if (session.caller.application?.allows(scope) === false)
    throw new HttpError(403, `The application needs the scope ${scope}`);
  return { ...session.caller, address: from };
}
