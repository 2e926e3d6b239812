/** How long what the authorization server gives out is good, in seconds. */
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export const CODE_SECONDS = MINUTE;
export const ACCESS_TOKEN_SECONDS = HOUR;
export const ID_TOKEN_SECONDS = HOUR;
export const INTERACTION_SECONDS = 10 * MINUTE;
export const DEVICE_CODE_SECONDS = 10 * MINUTE;
/** A sign-in that nobody used for so long is over. */
export const REFRESH_IDLE_SECONDS = 90 * DAY;
/** However much it is used, a person signs in again after this (RFC 9700, section 4.14.2). */
export const SIGN_IN_SECONDS = 365 * DAY;
/** A client whose answer got lost may ask again for so long with the token that it has used. */
export const REFRESH_GRACE_SECONDS = 30;
