import type { Credential } from "../../protocol/credentials.ts";
import type { AuthorizationServer } from "../../protocol/fields.ts";
import type { Localize } from "../localize.ts";

/** What is typed about a provider of one's own. */
export interface ProviderValues {
  readonly name: string;
  readonly domain: string;
  readonly issuer: string;
  readonly authorize_url: string;
  readonly token_url: string;
  readonly revocation_url: string;
  /** Separated by spaces. */
  readonly scopes: string;
}

export type ProviderField = keyof ProviderValues;
export type ProviderNotes = Readonly<Partial<Record<ProviderField, string>>>;

export const EMPTY_PROVIDER: ProviderValues = {
  name: "",
  domain: "",
  issuer: "",
  authorize_url: "",
  token_url: "",
  revocation_url: "",
  scopes: "",
};

/** Those that hold an address which the hub would ask. */
const URL_FIELDS = ["issuer", "authorize_url", "token_url", "revocation_url"] as const;
/** As `Domain` and `Scope` of the protocol have it; the whole schema library would be too much for the page. */
const DOMAIN = /^[a-z0-9]+(_[a-z0-9]+)*$/;
const DOMAIN_LENGTH = 64;
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** A domain after a name: what is left of it in lower-case letters, digits and single underscores. */
export const domainOf = (name: string): string =>
  name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, DOMAIN_LENGTH)
    .replace(/^_+|_+$/g, "");

export const scopesOf = ({ scopes }: ProviderValues): string[] => scopes.split(/\s+/).filter(Boolean);

export function serverOf(values: ProviderValues): AuthorizationServer {
  const { issuer, authorize_url, token_url, revocation_url } = values;
  return {
    ...(issuer.trim() && { issuer: issuer.trim() }),
    authorize_url: authorize_url.trim(),
    token_url: token_url.trim(),
    ...(revocation_url.trim() && { revocation_url: revocation_url.trim() }),
  };
}

/** What a stored credential says of its provider. */
export function providerOf({ name = "", domain, authorization_server, scopes = [] }: Credential): ProviderValues {
  const { issuer = "", authorize_url = "", token_url = "", revocation_url = "" } = authorization_server ?? {};
  return { name, domain, issuer, authorize_url, token_url, revocation_url, scopes: scopes.join(" ") };
}

/** The fields that hold one of these addresses. */
export const fieldsWith = (values: ProviderValues, url: string): ProviderField[] =>
  URL_FIELDS.filter((field) => values[field].trim() === url);

/** Every address that is typed, once. */
export const urlsOf = (values: ProviderValues): string[] => [
  ...new Set(URL_FIELDS.map((field) => values[field].trim()).filter(Boolean)),
];

/** What hinders saving, by field in the order of the form. @param named whether name and domain are asked for */
export function providerErrors(values: ProviderValues, named: boolean, localize: Localize): ProviderNotes {
  const required = localize("form.required");
  const domain = values.domain === "" ? required : DOMAIN.test(values.domain) ? "" : localize("provider.domain_format");
  const urls = URL_FIELDS.map((field) => [field, urlError(values[field].trim(), field, localize)] as const);
  const badScope = scopesOf(values).find((scope) => !SCOPE.test(scope));
  return Object.fromEntries(
    [
      ["name", named && values.name.trim() === "" ? required : ""] as const,
      ["domain", named ? domain : ""] as const,
      ...urls,
      ["scopes", badScope ? localize("provider.scope_format", { scope: badScope }) : ""] as const,
    ].filter(([, error]) => error !== ""),
  );
}

function urlError(value: string, field: (typeof URL_FIELDS)[number], localize: Localize): string {
  if (value === "") return field === "authorize_url" || field === "token_url" ? localize("form.required") : "";
  const protocol = URL.parse(value)?.protocol ?? "";
  return ["https:", "http:"].includes(protocol) ? "" : localize("provider.url_format");
}
