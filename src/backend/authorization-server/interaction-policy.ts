import type { interactionPolicy as policies } from "oidc-provider";

/**
 * Each authorization asks the hub who is there, also in a browser that signed in before: the hub's own sign-in is the
 * one that counts, and it may have ended, or be another person's by now.
 */
export function interactionPolicy({ base, Check }: typeof policies): policies.DefaultPolicy {
  const policy = base();
  const everyTime = new Check(
    "hub_sign_in",
    "the hub tells who is there",
    "login_required",
    ({ oidc }) => oidc.result?.login === undefined,
  );
  policy.get("login")?.checks.add(everyTime);
  return policy;
}
