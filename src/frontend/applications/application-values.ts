import type { Application } from "../../protocol/applications.ts";
import { MAX_REDIRECT_URIS } from "../../protocol/redirect-uri.ts";
import type { Localize } from "../localize.ts";
import { redirectErrors, redirectUrisIn } from "./redirect-field.ts";

/** What the form holds. */
export interface ApplicationValues {
  readonly name: string;
  /** One a line, as they are typed. */
  readonly redirects: string;
  readonly type: Application["type"];
  readonly scopes: readonly string[];
}

/** What is said below each field; blank where nothing is wrong. */
export interface ApplicationErrors {
  readonly name: string;
  readonly redirects: string;
  readonly scopes: string;
}

export const NO_ERRORS: ApplicationErrors = { name: "", redirects: "", scopes: "" };

export const newValues: ApplicationValues = { name: "", redirects: "", type: "confidential", scopes: [] };

export const valuesOf = ({ name, redirect_uris, type, scopes }: Application): ApplicationValues => ({
  name,
  redirects: redirect_uris.join("\n"),
  type,
  scopes,
});

export function errorsIn(values: ApplicationValues, localize: Localize): ApplicationErrors {
  const lines = redirectErrors(values.redirects, localize);
  const count = redirectUrisIn(values.redirects).length;
  return {
    name: values.name.trim() === "" ? localize("applications.name_required") : "",
    redirects:
      count === 0
        ? localize("applications.redirect.required")
        : count > MAX_REDIRECT_URIS
          ? localize("applications.redirect.too_many", { count: MAX_REDIRECT_URIS })
          : lines.join("\n"),
    scopes: values.scopes.length === 0 ? localize("applications.scope_required") : "",
  };
}

/** What the hub is told of an edited application: only what is different. */
export function changesOf(
  application: Application,
  values: ApplicationValues,
): { name?: string; redirect_uris?: string[]; scopes?: string[] } {
  const redirect_uris = redirectUrisIn(values.redirects);
  const scopes = [...values.scopes];
  return {
    ...(values.name.trim() !== application.name && { name: values.name.trim() }),
    ...(!same(redirect_uris, application.redirect_uris) && { redirect_uris }),
    ...(!same([...scopes].sort(), [...application.scopes].sort()) && { scopes }),
  };
}

const same = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index]);
