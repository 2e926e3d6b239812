/**
 * Every error code a client may meet on the wire, and what each one means.
 *
 * The first eight are Home Assistant's own
 * (homeassistant/components/websocket_api/const.py); the rest are this project's.
 */
export const ERROR_CODES = {
  invalid_format: "A field is missing, unknown or of the wrong type; the message names the field, never its value.",
  not_found: "The record that the command names does not exist.",
  unauthorized: "The caller's role does not allow this command, or not for this record.",
  unknown_command: "There is no command of this type.",
  home_assistant_error: "The hub understood the command and refuses it; the message says why.",
  id_reuse: "The message's id is not greater than the one before it.",
  unknown_error: "The hub failed; its log says why.",
  invalid_config_entry_id: "There is no config entry with this id.",
  reauth_required: "The provider no longer accepts the account's refresh token: a person has to sign in again.",
  provider_unavailable: "The provider is down, slow or answers garbage; what is stored is kept, try again later.",
  backend_unavailable: "The plugin's process or its database can't be reached; nothing was changed.",
  recent_login_required: "The command needs a sign-in of the last ten minutes.",
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

/** What any message may be answered with, before its command is asked or when that breaks. */
export const DOOR_ERRORS = [
  "invalid_format",
  "unauthorized",
  "unknown_error",
  "unknown_command",
  "id_reuse",
] as const satisfies readonly ErrorCode[];

/**
 * The one error that may reach a client: a stable code and a sentence made for people.
 * What only the log may see travels in `cause`.
 */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

const factory = (code: ErrorCode) => (message: string, cause?: unknown) => new CommandError(code, message, { cause });

export const invalidFormat = factory("invalid_format");
export const notFound = factory("not_found");
export const homeAssistantError = factory("home_assistant_error");
export const invalidConfigEntryId = factory("invalid_config_entry_id");
export const reauthRequired = factory("reauth_required");
export const providerUnavailable = factory("provider_unavailable");
export const unauthorized = (message = "Unauthorized") => new CommandError("unauthorized", message);
