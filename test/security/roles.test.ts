/**
 * Who may call what, asked of a running hub with every command of the protocol table: one that is added later is asked
 * too. `test/home-assistant/contract.test.ts` asks the same of Home Assistant.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { before, describe, mock, test } from "node:test";
import WebSocket from "ws";
import { Router } from "../../src/hub/http/router.ts";
import type { Role } from "../../src/protocol/command.ts";
import { commands, hubCommands, pluginCommands } from "../../src/protocol/index.ts";
import { startHouse } from "../hub/support/house.ts";
import { callApi, type Session, signInAsOwner, signInAsUser, WireClient } from "../support/hub-client.ts";
import { sampleArgs } from "../support/sample-args.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { type DemoHub, startDemoHub } from "./support/demo-hub.ts";

/** What anybody may ask for: pages and their files, how one signs in, and what a provider's answer comes back to. */
const OPEN_TO_ANYBODY = [
  "/healthz",
  "/api/onboarding",
  "/api/onboarding/users",
  "/auth/login_flow",
  "/auth/login_flow/{flow_id}",
  "/auth/token",
  "/auth/revoke",
  "/auth/external/callback",
  "/oauth/callback",
  "/oauth/start",
  "/oauth/result",
  "/oauth/page.js",
  "/oauth/page.css",
  "/",
  "/config",
  "/config/*",
  "/application_access",
  "/application_access/*",
  "/_my_redirect/{name}",
  "/frontend/translations/{file}",
  "/frontend/*",
];

const answered = [...pluginCommands, ...hubCommands];
const refusedTo = (role: Role) => answered.filter(({ roles }) => !(roles as readonly Role[]).includes(role));
const codeOf = async (client: WireClient, row: (typeof commands)[number]) =>
  ((await client.send(row.type, sampleArgs(row))).error as { code: string } | undefined)?.code;

describe("roles", { timeout: 60_000 }, () => {
  const scope = suiteScope();
  let home: DemoHub;
  let user: Session;
  let software: string;
  let keptBefore: unknown;

  before(async () => {
    home = await startDemoHub(scope);
    user = await signInAsUser(home.origin, home.owner);
    const made = await home.owner.call<{ token: string }>("application_credentials/integration_token/create", {
      domain: "demo_mail",
      name: "script",
    });
    software = made.token;
    keptBefore = await kept();
  });

  /** What a command could have changed. */
  const kept = () =>
    Promise.all(
      ["application_credentials/list", "application_credentials/integration_token/list", "config/auth/list"].map(
        (type) => home.owner.call(type),
      ),
    );

  async function connect(token: string): Promise<WireClient> {
    const client = await WireClient.connect(home.origin, token);
    scope.after(() => client.close());
    return client;
  }

  test("S11: a user who is no administrator is refused every command that is not for users", async () => {
    const client = await connect(user.accessToken);
    const rows = refusedTo("user");
    for (const name of ["list", "create", "update", "delete", "subscribe", "config_entry", "token"])
      assert.ok(
        rows.some(({ type }) => type === `application_credentials/${name}`),
        name,
      );
    for (const row of rows) assert.equal(await codeOf(client, row), "unauthorized", row.type);
    assert.equal(((await client.send("subscribe_events")).error as { code: string }).code, "unauthorized");
    assert.deepEqual(client.events, []);
  });

  test("S11: software outside the process is refused every command that is not for integrations", async () => {
    const client = await connect(software);
    for (const row of refusedTo("integration")) assert.equal(await codeOf(client, row), "unauthorized", row.type);
    assert.deepEqual(client.events, []);
  });

  test("S11: nobody signed in: not one command is answered", async () => {
    for (const row of commands) {
      const socket = new WebSocket(`${home.origin.replace("http", "ws")}/api/websocket`);
      const frames: { type: string }[] = [];
      socket.on("message", (data) => frames.push(JSON.parse(String(data))));
      await once(socket, "open");
      socket.send(JSON.stringify({ id: 1, type: row.type, ...sampleArgs(row) }));
      await once(socket, "close");
      assert.deepEqual(
        frames.map(({ type }) => type),
        ["auth_required", "auth_invalid"],
        row.type,
      );
    }
  });

  test("S11: nothing was made or changed by the refused", async () => {
    assert.deepEqual(await kept(), keptBefore);
  });

  test("S11: what the refused asked for, an administrator gets: it was the role", async () => {
    const client = await connect(home.session.accessToken);
    for (const row of answered) {
      const mine = row.roles.some((role) => role !== "integration");
      const code = await codeOf(client, row);
      assert.equal(code === "unauthorized", !mine, `${row.type}: ${code}`);
    }
  });

  test("S11: the HTTP twins refuse a user, software and nobody; what is open to anybody is listed here", async (t) => {
    const patterns = new Set<string>();
    const add = Router.prototype.add;
    mock.method(Router.prototype, "add", function (this: Router, ...route: Parameters<typeof add>) {
      patterns.add(`${route[0]} ${route[1]}`);
      return add.apply(this, route);
    });
    t.after(() => mock.restoreAll());
    const { hub, begin, house } = await startHouse(t, temporaryFolder(t), 0, new Map());
    await begin();
    const { origin } = hub;
    const owner = await WireClient.connect(origin, (await signInAsOwner(origin)).accessToken);
    t.after(() => owner.close());
    const someone = await signInAsUser(origin, owner);
    const { token } = await owner.call<{ token: string }>("application_credentials/integration_token/create", {
      domain: "demo_mail",
      name: "script",
    });
    const guarded = [...patterns].filter((route) => !OPEN_TO_ANYBODY.includes(route.split(" ")[1] ?? ""));
    assert.ok(guarded.includes("DELETE /api/config/config_entries/entry/{entry_id}"));
    assert.equal(house.origin, origin);
    for (const route of guarded) {
      const [method = "", pattern = ""] = route.split(" ");
      assert.match(pattern, /^\/api\//, `${route} is neither guarded nor said to be open`);
      const path = pattern.replace("/api/", "").replaceAll(/\{\w+\}|\*/g, "sample");
      const body = method === "POST" ? { handler: "demo_mail" } : undefined;
      for (const accessToken of [someone.accessToken, token, "", "null", `${someone.accessToken}x`]) {
        assert.equal((await callApi({ origin, accessToken }, method, path, body)).status, 401, route);
      }
      const unsigned = await fetch(`${origin}/api/${path}`, { method });
      assert.equal(unsigned.status, 401, route);
    }
  });
});
