/** An application's websocket: who it is let in for, and from where. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import type { Caller } from "../../../src/backend/host.ts";
import { ApplicationDoor, LOCAL_HEADER } from "../../../src/home-assistant/application-door.ts";
import { BridgeApplicationsHost } from "../../../src/home-assistant/applications-host.ts";
import { FakeHost } from "../../support/fake-host.ts";

const USERS = [
  { id: "anywhere", name: "Ada", is_admin: true, is_owner: true, local_only: false },
  { id: "home", name: "Ben", is_admin: false, is_owner: false, local_only: true },
];

/** @returns what a websocket is greeted with that shows `token`: the id of a user. */
async function openDoor(t: TestContext) {
  const { log } = new FakeHost();
  const host = new BridgeApplicationsHost({ log, register: () => {} });
  host.tellUsers(USERS);
  host.authenticateWith((token): Caller | undefined =>
    token === "gone" || host.user(token)
      ? { kind: "user", name: "", is_admin: false, is_owner: false, id: token }
      : undefined,
  );
  const door = new ApplicationDoor(host, new Map());
  const server = createServer().listen(0, "127.0.0.1");
  const sockets = new WebSocketServer({ server });
  sockets.on("connection", (socket, request) => void door.welcome(socket, request));
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  return async (token: string, isLocal: boolean): Promise<string> => {
    const headers = isLocal ? { [LOCAL_HEADER]: "1" } : {};
    const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
    const types: string[] = [];
    socket.on("message", (data) => types.push(JSON.parse(String(data)).type));
    await once(socket, "message");
    socket.send(JSON.stringify({ type: "auth", access_token: token }));
    await once(socket, "message");
    socket.terminate();
    return types[1] ?? "";
  };
}

test("S31: an application comes for a person from where they may come themselves", async (t) => {
  const greeted = await openDoor(t);
  assert.equal(await greeted("anywhere", true), "auth_ok");
  assert.equal(await greeted("anywhere", false), "auth_ok");
  assert.equal(await greeted("home", true), "auth_ok");
  assert.equal(await greeted("home", false), "auth_invalid");
  assert.equal(await greeted("gone", false), "auth_invalid");
  assert.equal(await greeted("unknown", true), "auth_invalid");
});
