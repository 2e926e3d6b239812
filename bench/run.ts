/** `npm run bench`: every measurement, each beside a peer in the same run. `npm run bench -- start` runs one of them. */
import { measureAuthorizationServer } from "./authorization-server.ts";
import { measureBundles } from "./bundles.ts";
import { measureFirstRow } from "./first-row.ts";
import { measureHomeAssistant } from "./home-assistant.ts";
import { measureRefreshes } from "./refreshes.ts";
import { measureStart } from "./start.ts";
import { measureToken } from "./token.ts";
import { measureWebsocket } from "./websocket.ts";

const measurements = {
  websocket: measureWebsocket,
  start: measureStart,
  bundles: measureBundles,
  "first-row": measureFirstRow,
  "home-assistant": measureHomeAssistant,
  token: measureToken,
  refreshes: measureRefreshes,
  "authorization-server": measureAuthorizationServer,
};

const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(measurements)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure();
}
