/** The provider of the refresh measurement, in a process of its own: a token endpoint that rotates and keeps nothing. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

let number = 0;
const server = createServer((request, response) => {
  request.resume().on("end", () => {
    number += 1;
    const tokens = { access_token: `access-${number}`, refresh_token: `refresh-${number}`, token_type: "bearer" };
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ ...tokens, expires_in: 3_600 }));
  });
});
server.listen(0, "127.0.0.1", () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
process.once("SIGTERM", () => process.exit(0));
