import type { Caller } from "../../backend/host.ts";
import { HttpError } from "../http/answers.ts";
import type { Exchange } from "../http/router.ts";
import type { Sessions } from "./sessions.ts";

/**
 * The administrator who sent a request with `Authorization: Bearer`.
 * @throws HttpError 401 for anybody else (Home Assistant's REST views raise `Unauthorized`).
 */
export async function requireAdministrator(
  { request, isLocal, from }: Exchange,
  sessions: Sessions,
): Promise<Caller & { readonly kind: "user" }> {
  const [scheme, token] = (request.headers.get("authorization") ?? "").split(" ");
  const session = scheme?.toLowerCase() === "bearer" && token ? await sessions.authenticate(token, isLocal) : undefined;
  if (session?.caller.kind !== "user" || !session.caller.is_admin) throw new HttpError(401, "Unauthorized");
  return { ...session.caller, address: from };
}
