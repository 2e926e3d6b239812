import * as v from "valibot";
import { HttpError, json, plainNotFound } from "../http/answers.ts";
import { readJson } from "../http/request-body.ts";
import type { Exchange, Router } from "../http/router.ts";
import type { AuthorizationCodes } from "./authorization-codes.ts";
import { ClientUrl } from "./client-id.ts";
import { MAX_PASSWORD, MIN_PASSWORD } from "./passwords.ts";
import type { Users } from "./users.ts";

const text = (max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(1, "must not be empty"),
    v.maxLength(max, `must have at most ${max} characters`),
  );

const Owner = v.object({
  client_id: ClientUrl,
  name: text(255),
  username: text(255),
  password: v.pipe(
    v.string(),
    v.minLength(MIN_PASSWORD, `must have at least ${MIN_PASSWORD} characters`),
    v.maxLength(MAX_PASSWORD, `must have at most ${MAX_PASSWORD} characters`),
  ),
  language: v.optional(v.pipe(v.string(), v.maxLength(35))),
});

/** The first account (homeassistant/components/onboarding/views.py). Its routes answer as long as there is no owner. */
export function serveOnboarding(
  router: Router,
  users: Users,
  codes: AuthorizationCodes,
  saveLanguage: (language: string) => Promise<void>,
): void {
  router.add("GET", "/api/onboarding", () =>
    users.hasOwner() ? plainNotFound() : json([{ step: "user", done: false }]),
  );

  router.add("POST", "/api/onboarding/users", async ({ request }: Exchange) => {
    if (users.hasOwner()) throw ownerExists();
    const { client_id, language, ...account } = await readJson(request, Owner);
    const owner = await users.createOwner(account);
    if (!owner) throw ownerExists();
    if (language) await saveLanguage(language);
    return json({ auth_code: codes.create(client_id, owner.id) });
  });
}

const ownerExists = () => new HttpError(403, "User step already done");
