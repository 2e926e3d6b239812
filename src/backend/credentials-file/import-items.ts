import type { FileResult } from "../../protocol/credentials-file.ts";
import { CommandError, homeAssistantError, invalidFormat } from "../../protocol/errors.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { CredentialsHost } from "../host.ts";
import { StoreError } from "../store/store.ts";
import { Comparison, type Verdict } from "./comparison.ts";

interface Parts {
  readonly credentials: Credentials;
  readonly host: CredentialsHost;
}

/** Takes items in, side by side, so that they reach the disk in one commit; one that fails takes no other with it. */
export async function importItems(
  { credentials, host }: Parts,
  items: readonly unknown[],
  replace: boolean,
): Promise<FileResult[]> {
  const comparison = new Comparison(credentials, host);
  const begun: Promise<FileResult>[] = [];
  const taken = new Set<string>();
  for (const given of items) {
    const verdict = await comparison.judge(given);
    begun.push(settled(host, isRepeated(verdict, taken) ? refuseRepeated() : take(credentials, verdict, replace)));
  }
  return Promise.all(begun);
}

/** What was compared was there before the items; two of them may mean the same. */
function isRepeated(verdict: Verdict, taken: Set<string>): boolean {
  if (verdict.status === "unusable") return false;
  const { id, domain, client_id, auth_domain } = verdict.item;
  const names = [
    ...(id === undefined ? [] : [JSON.stringify(["id", domain, auth_domain, id])]),
    ...(auth_domain === undefined ? [] : [JSON.stringify(["client", domain, auth_domain, client_id])]),
  ];
  const repeated = names.some((name) => taken.has(name));
  for (const name of names) taken.add(name);
  return repeated;
}

async function refuseRepeated(): Promise<FileResult> {
  throw homeAssistantError("The file has it twice. The first one was taken.");
}

async function take(credentials: Credentials, verdict: Verdict, replace: boolean): Promise<FileResult> {
  switch (verdict.status) {
    case "unusable":
      throw invalidFormat(verdict.message);
    case "new": {
      const { name, auth_domain, ...item } = verdict.item;
      const named = { ...(name && { name }), ...(auth_domain && { auth_domain }) };
      const { id } = await credentials.takeIn({ ...item, ...named });
      return { result: "added", application_credentials_id: id };
    }
    case "same":
      return { result: "unchanged", application_credentials_id: verdict.stored.id };
    case "changed":
      return change(credentials, verdict, replace);
  }
}

async function change(
  credentials: Credentials,
  { item, stored, changes }: Verdict & { status: "changed" },
  replace: boolean,
): Promise<FileResult> {
  if (!replace) {
    throw homeAssistantError(`${stored.id} is there already, with another ${changes.join(", ")}. It stays as it is.`);
  }
  const differing = Object.fromEntries(changes.map((field) => [field, item[field]]));
  const { id } = await credentials.update({ application_credentials_id: stored.id, ...differing });
  return { result: "updated", application_credentials_id: id };
}

async function settled({ log }: CredentialsHost, work: Promise<FileResult>): Promise<FileResult> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CommandError) return { result: "failed", code: error.code, message: error.message };
    log.error("A credential of a file could not be taken in", error);
    if (error instanceof StoreError) return { result: "failed", code: "backend_unavailable", message: error.message };
    return { result: "failed", code: "unknown_error", message: "Unknown error" };
  }
}
