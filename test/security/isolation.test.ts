/** One integration's credential and tokens are nobody else's, and nobody's at all is the client secret. */
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { AnySchema, Role } from "../../src/protocol/command.ts";
import { commands } from "../../src/protocol/index.ts";
import { WireClient } from "../support/hub-client.ts";
import { fieldNames, sampleArgs } from "../support/sample-args.ts";
import { suiteScope } from "../support/suite-scope.ts";
import { type DemoHub, startDemoHub } from "./support/demo-hub.ts";

/** What the hub as a provider gives its own applications; once, and PROTOCOL section 6 names them. */
const OWN_APPLICATIONS = [
  "application_credentials/application/create",
  "application_credentials/application/rotate_secret",
];

const hasAny = (args: object) => Object.keys(args).length > 0;

type Answer = { success?: boolean; result?: unknown; error?: unknown };
const codeOf = ({ error }: Answer) => (error as { code: string } | undefined)?.code;

describe("isolation", { timeout: 60_000 }, () => {
  const scope = suiteScope();
  let home: DemoHub;
  /** Integration A and its entry; B has a credential of its own. */
  let calendar: WireClient;
  let mail: WireClient;
  let entryId = "";
  let ids: { calendar: string; mail: string };

  async function softwareOf(domain: string): Promise<WireClient> {
    const { token } = await home.owner.call<{ token: string }>("application_credentials/integration_token/create", {
      domain,
      name: domain,
    });
    const client = await WireClient.connect(home.origin, token);
    scope.after(() => client.close());
    return client;
  }

  before(async () => {
    home = await startDemoHub(scope);
    const begun = await home.begin();
    assert.equal((await home.visit(await home.toCallback(begun), begun.cookie)).status, 303);
    entryId = (await home.entryIds())[0] ?? "";
    const made = await home.owner.call<{ id: string }>("application_credentials/create", {
      domain: "demo_mail",
      client_id: "mail",
      client_secret: "S3CRET-canary-mail",
    });
    const all = await home.owner.call<{ id: string; domain: string }[]>("application_credentials/list");
    ids = { mail: made.id, calendar: all.find(({ domain }) => domain === "demo_calendar")?.id ?? "" };
    [calendar, mail] = [await softwareOf("demo_calendar"), await softwareOf("demo_mail")];
  });

  test("S22: an integration gets the token of its own entry, and another integration is refused it", async () => {
    const own = await calendar.call<{ token_type: string }>("application_credentials/token", { entry_id: entryId });
    assert.equal(own.token_type, "Bearer");
    const foreign = await mail.send("application_credentials/token", { entry_id: entryId });
    assert.equal(codeOf(foreign), "unauthorized");
    assert.doesNotMatch(JSON.stringify(foreign), /access_token/);
  });

  test("S22: it is refused what another's entry uses, and sees nobody else's use", async () => {
    const fields = { config_entry_id: entryId };
    const own = await calendar.call("application_credentials/config_entry", fields);
    assert.deepEqual(own, { application_credentials_id: ids.calendar });
    assert.equal(codeOf(await mail.send("application_credentials/config_entry", fields)), "unauthorized");

    assert.deepEqual(Object.keys(await mail.call<object>("application_credentials/usage")), [ids.mail]);
    assert.deepEqual(Object.keys(await calendar.call<object>("application_credentials/usage")), [ids.calendar]);
    const foreign = { application_credentials_id: ids.calendar };
    const code = codeOf(await mail.send("application_credentials/usage", foreign));
    assert.ok(code === "unauthorized" || code === "not_found", code);
  });

  test("S22: it can't bring a credential for another domain, nor read the list of all", async () => {
    const before = await home.owner.call("application_credentials/list");
    const item = { domain: "demo_calendar", client_id: "mine", client_secret: "S3CRET-canary-mine" };
    assert.equal(codeOf(await mail.send("application_credentials/import", item)), "unauthorized");
    for (const command of ["list", "subscribe", "integration_token/list"])
      assert.equal(codeOf(await mail.send(`application_credentials/${command}`)), "unauthorized", command);
    assert.deepEqual(await home.owner.call("application_credentials/list"), before);
  });

  test("S22: whatever an integration may call, it is refused for another one's records", async () => {
    const foreign = {
      domain: "demo_calendar",
      entry_id: entryId,
      config_entry_id: entryId,
      application_credentials_id: ids.calendar,
    };
    const rows = commands.filter(({ roles }) => (roles as readonly Role[]).includes("integration"));
    const aboutRecords = rows
      .map((row) => ({ row, args: sampleArgs(row, foreign) }))
      .filter(({ args }) => hasAny(args));
    assert.ok(aboutRecords.length >= 4);
    for (const { row, args } of aboutRecords) {
      const code = codeOf(await mail.send(row.type, args));
      assert.ok(["unauthorized", "not_found"].includes(code ?? ""), `${row.type}: ${code}`);
    }
  });

  test("S22: no user gets a provider's token, the owner included", async () => {
    const answer = await home.owner.send("application_credentials/token", { entry_id: entryId });
    assert.equal(codeOf(answer), "unauthorized");
  });

  test("S22: no answer and no event of the table has a field for a client secret; tokens are in one row's only", () => {
    for (const row of commands) {
      const event = "event" in row ? (row.event as AnySchema) : undefined;
      const names = [...fieldNames(row.result), ...fieldNames(event)];
      if (!OWN_APPLICATIONS.includes(row.type)) assert.ok(!names.includes("client_secret"), row.type);
      for (const name of ["access_token", "refresh_token", "id_token", "code_verifier"])
        assert.ok(!names.includes(name) || row.type === "application_credentials/token", `${row.type} ${name}`);
      assert.ok(!names.includes("refresh_token"), row.type);
      assert.ok(row.type !== "application_credentials/token" || row.roles.join() === "integration");
    }
  });
});
