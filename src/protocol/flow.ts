/**
 * The steps of a config flow, as Home Assistant's REST API answers them
 * (homeassistant/data_entry_flow.py, `FlowResult`): PROTOCOL section 2.
 */

interface StepBase {
  readonly flow_id: string;
  readonly handler: string;
  /**
   * `ready_made` is ours: in `pick_implementation` the ids of what comes ready-made, with a space between; in `external`
   * the name of the service through which the person signs in.
   */
  readonly description_placeholders?: Readonly<Record<string, string>> | null;
}

/** A field of a form, as `voluptuous_serialize` writes it. */
export interface FormField {
  readonly name: string;
  readonly required?: boolean;
  readonly type: "select" | "string" | "boolean";
  /** Pairs of value and label. */
  readonly options?: readonly (readonly [string, string])[];
}

export interface FormStep extends StepBase {
  readonly type: "form";
  /** `pick_implementation` (several credentials), `reauth_confirm`, or `confirm_account` (another one signed in). */
  readonly step_id: "pick_implementation" | "reauth_confirm" | "confirm_account";
  readonly data_schema: readonly FormField[];
  readonly errors: Readonly<Record<string, string>> | null;
  readonly last_step: boolean | null;
}

export interface ExternalStep extends StepBase {
  readonly type: "external";
  readonly step_id: "auth";
  /** Absolute: the hub's start page with its ticket, and the authorization request's parameters to read. */
  readonly url: string;
}

export interface ExternalDoneStep extends StepBase {
  readonly type: "external_done";
  readonly step_id: "auth" | "creation";
}

export interface CreateEntryStep extends StepBase {
  readonly type: "create_entry";
  readonly version: number;
  readonly title: string;
  readonly result: {
    readonly entry_id: string;
    readonly domain: string;
    readonly title: string;
    readonly state: string;
  };
}

/** Why a flow ended without an entry. The names are Home Assistant's (config_entry_oauth2_flow.py). */
export type AbortReason =
  | "missing_credentials"
  | "user_rejected_authorize"
  | "oauth_error"
  | "oauth_timeout"
  | "oauth_unauthorized"
  | "oauth_failed"
  | "reauth_successful";

export interface AbortStep extends StepBase {
  readonly type: "abort";
  readonly reason: AbortReason;
}

export type FlowStep = FormStep | ExternalStep | ExternalDoneStep | CreateEntryStep | AbortStep;
