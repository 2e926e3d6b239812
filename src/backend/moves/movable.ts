import { isDeepStrictEqual } from "node:util";
import type { Credential } from "../../protocol/credentials.ts";
import { invalidFormat } from "../../protocol/errors.ts";
import { implementationOf } from "../credentials/stored-credential.ts";

/** Whether the provider knows both as one client, so that the tokens of one can be refreshed with the other. */
export const isSameClient = (one: Credential, other: Credential): boolean =>
  one.client_id === other.client_id && isDeepStrictEqual(one.authorization_server, other.authorization_server);

/** @throws CommandError `invalid_format` where nothing can be moved from one to the other. */
export function assertMovable(from: Credential, to: Credential): void {
  if (from.id === to.id) throw invalidFormat("from and to are the same credential");
  if (from.domain !== to.domain)
    throw invalidFormat(`to must be a credential of ${from.domain}, as from is; it is one of ${to.domain}`);
  if (implementationOf(from) === implementationOf(to))
    throw invalidFormat(`from and to are one for entries: both have the auth_domain ${implementationOf(to)}`);
}
