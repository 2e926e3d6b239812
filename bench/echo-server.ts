/**
 * The peer of the websocket measurements: a bare `ws` server that parses each message and answers at once, from memory,
 * with a list made beforehand or with what was sent. It validates, seals and keeps nothing.
 */
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

const items = Array.from({ length: Number(process.argv[2]) }, (_, n) => ({
  id: `own_provider_client_${n}`,
  domain: "own_provider",
  client_id: `client ${n}`,
  name: `Credential ${n}`,
  authorization_server: { authorize_url: "https://p.example/a", token_url: "https://p.example/t" },
  source: "user",
  created_at: "2026-01-01T00:00:00.000Z",
  updated_at: "2026-01-01T00:00:00.000Z",
  client_secret_hint: "0000",
}));
const list = JSON.stringify(items);

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
server.on("connection", (socket) => {
  socket.send('{"type":"auth_required"}');
  socket.once("message", () => {
    socket.send('{"type":"auth_ok"}');
    socket.on("message", (data) => {
      const { id, type, ...fields } = JSON.parse(String(data));
      const result = type === "application_credentials/list" ? list : JSON.stringify(fields);
      socket.send(`{"id":${id},"type":"result","success":true,"result":${result}}`);
    });
  });
});
server.on("listening", () => {
  process.stdout.write(`Hub ready at http://127.0.0.1:${(server.address() as AddressInfo).port}/\n`);
});
process.once("SIGTERM", () => process.exit(0));
