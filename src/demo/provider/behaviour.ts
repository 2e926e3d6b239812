import * as v from "valibot";

/** A number from JSON, or from a form's field. */
const wholeNumber = (least: number, most: number) =>
  v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^\d{1,9}$/), v.transform(Number))]),
    v.integer(),
    v.minValue(least),
    v.maxValue(most),
  );
const yesOrNo = v.union([
  v.boolean(),
  v.pipe(
    v.picklist(["true", "false"]),
    v.transform((text) => text === "true"),
  ),
]);

export const TOKEN_ENDPOINT_MODES = [
  "normal",
  "unavailable",
  "rate_limited",
  "server_error",
  "garbage",
  "huge",
  "redirect",
  "hang_up",
  "invalid_grant",
  "invalid_client",
  "unauthorized_client",
] as const;
export const API_MODES = ["normal", "unavailable"] as const;

const fields = {
  /** Every answer to software waits this long, in seconds; pages do not. */
  delay_seconds: wholeNumber(0, 120),
  /** What the token endpoint does: work, or fail in one of the ways of `token-endpoint-failures.ts`. */
  token_endpoint: v.picklist(TOKEN_ENDPOINT_MODES),
  /** What the calendar's and the mail's API do. */
  api: v.picklist(API_MODES),
  /** Whether token answers say how long the token lives; RFC 6749 only recommends it. */
  send_expires_in: yesOrNo,
  /** Of access tokens issued from now on. */
  access_token_seconds: wholeNumber(1, 86_400),
};

/** How the provider misbehaves, so that every message of the hub can be seen. */
export type BehaviourSettings = v.InferOutput<typeof BehaviourSettings>;
const BehaviourSettings = v.strictObject(fields);
/** Some of the settings; the others stay. */
export const BehaviourChange = v.partial(BehaviourSettings);
export type BehaviourChange = v.InferOutput<typeof BehaviourChange>;

const DEFAULTS: BehaviourSettings = {
  delay_seconds: 0,
  token_endpoint: "normal",
  api: "normal",
  send_expires_in: true,
  access_token_seconds: 3_600,
};

/** The console's switches. They are not kept: a restart makes the provider well again. */
export class Behaviour {
  #settings = DEFAULTS;

  get settings(): BehaviourSettings {
    return this.#settings;
  }

  change(change: BehaviourChange): void {
    this.#settings = { ...this.#settings, ...change } as BehaviourSettings;
  }

  reset(): void {
    this.#settings = DEFAULTS;
  }
}
