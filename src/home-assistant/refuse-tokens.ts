import { handle } from "../backend/commands.ts";
import { accessToken } from "../protocol/connect.ts";
import { unauthorized } from "../protocol/errors.ts";

/** In Home Assistant integrations ask core's Python for tokens; nobody gets one here (PROTOCOL sections 3 and 9). */
export const refuseTokens = handle(accessToken, () => {
  throw unauthorized();
});
