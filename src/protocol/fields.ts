/** The fields that several commands share, each with its limits. */
import * as v from "valibot";

/** Longest client ID kept, in UTF-16 code units. */
export const MAX_CLIENT_ID = 2_048;
/** Longest client secret kept. Private keys pasted as a secret fit. */
export const MAX_CLIENT_SECRET = 8_192;
export const MAX_NAME = 255;

/** Text without blanks at its ends. */
export const text = (max: number) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.maxLength(max, `must have at most ${max} characters`),
    v.check((value) => value.isWellFormed(), "must be well-formed Unicode"),
  );

export const requiredText = (max: number) => v.pipe(text(max), v.minLength(1, "must not be empty"));

/** Of Home Assistant's own commands, which name no limit. */
export const NonEmpty = v.pipe(v.string(), v.minLength(1, "must not be empty"), v.maxLength(2_048));

/** An integration's domain, as Home Assistant writes it: `google`, `demo_calendar`. */
export const Domain = v.pipe(
  v.string(),
  v.maxLength(64, "must have at most 64 characters"),
  v.regex(/^[a-z0-9]+(?:_[a-z0-9]+)*$/, "must be a domain: lower-case letters, digits and single underscores"),
);
export const ClientId = requiredText(MAX_CLIENT_ID);
export const ClientSecret = requiredText(MAX_CLIENT_SECRET);
/** A secret where blank means: keep the stored one. */
export const BlankOrClientSecret = text(MAX_CLIENT_SECRET);
/** A display name; blank means none. */
export const Name = text(MAX_NAME);
/** Longer than any slug: one character of another script can become several letters of ours. */
const MAX_ID = 65_536;
/** Which implementation an entry records; Home Assistant's `auth_domain`. */
export const AuthDomain = requiredText(MAX_ID);
export const CredentialId = requiredText(MAX_ID);
export const EntryId = requiredText(255);
export const Scope = v.pipe(
  v.string(),
  v.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, "must be a scope token (RFC 6749, section 3.3)"),
  v.maxLength(1_024, "must have at most 1024 characters"),
);
export const Scopes = v.pipe(v.array(Scope), v.maxLength(200, "must have at most 200 items"));
/** ISO 8601 in UTC. */
export const Timestamp = v.pipe(v.string(), v.isoTimestamp());

const Url = requiredText(2_048);
export const AuthorizationServer = v.strictObject({
  issuer: v.optional(Url),
  authorize_url: Url,
  token_url: Url,
  revocation_url: v.optional(Url),
});
export type AuthorizationServer = v.InferOutput<typeof AuthorizationServer>;

/** Home Assistant's states of a config entry (homeassistant/config_entries.py, `ConfigEntryState`). */
export const EntryState = v.picklist([
  "loaded",
  "setup_error",
  "setup_retry",
  "not_loaded",
  "setup_in_progress",
  "migration_error",
  "failed_unload",
]);
export type EntryState = v.InferOutput<typeof EntryState>;
