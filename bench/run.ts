/** `npm run bench`: every measurement, each beside a peer in the same run. `npm run bench -- start` runs one of them. */
import { measureStart } from "./start.ts";
import { measureWebsocket } from "./websocket.ts";

const measurements = { websocket: measureWebsocket, start: measureStart };

const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(measurements)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure();
}
