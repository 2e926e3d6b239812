import assert from "node:assert/strict";
import * as v from "valibot";
import type { Role } from "../../src/protocol/command.ts";
import { Credential, type CredentialChange } from "../../src/protocol/credentials.ts";
import { customIntegrationCommands, pluginCommands } from "../../src/protocol/index.ts";
import { eventually } from "./eventually.ts";
import { sampleArgs } from "./sample-args.ts";

/** A signed-in user, whatever client the test uses. */
export interface ContractClient {
  send(type: string, fields?: object): Promise<{ result?: unknown; error?: { code: string; message: string } }>;
  subscribe(type: string): Promise<{ events: unknown[]; end(): Promise<unknown> }>;
}

/** A server that holds section 4 of the contract. */
export interface ContractPeer {
  readonly owner: ContractClient;
  /** Not an administrator. */
  readonly guest: ContractClient;
  /** Two integrations that take credentials and have none. */
  readonly domains: readonly [string, string];
}

export interface ContractCase {
  readonly name: string;
  readonly run: (peer: ContractPeer) => Promise<void>;
}

/** Every secret of these cases begins so: nothing that a server sends may hold it. */
export const SECRET_CANARY = "S3CRET-canary";

const PREFIX = "application_credentials";
const SECRET = `${SECRET_CANARY}-9f2c`;

const call = async ({ owner }: ContractPeer, command: string, fields: object = {}): Promise<unknown> => {
  const { result, error } = await owner.send(`${PREFIX}/${command}`, fields);
  assert.equal(error, undefined, `${command}: ${JSON.stringify(error)}`);
  return result;
};
const refusal = async ({ owner }: ContractPeer, command: string, fields: object = {}) => {
  const { result, error } = await owner.send(`${PREFIX}/${command}`, fields);
  assert.ok(error, `${command} was not refused: ${JSON.stringify(result)}`);
  return error;
};
const typed = ({ domains }: ContractPeer, more: object = {}) => ({
  domain: domains[0],
  client_id: "Cid 1",
  client_secret: SECRET,
  ...more,
});
const create = async (peer: ContractPeer, more: object = {}) =>
  v.parse(Credential, await call(peer, "create", typed(peer, more)));
const imports = async (peer: ContractPeer, more: object = {}) =>
  v.parse(Credential, await call(peer, "import", typed(peer, { domain: peer.domains[1], ...more })));
const list = async (peer: ContractPeer) => v.parse(v.array(Credential), await call(peer, "list"));

/** Removes what an earlier case left. */
async function clear(peer: ContractPeer): Promise<void> {
  for (const { id, domain } of await list(peer)) {
    if (peer.domains.includes(domain) || domain === "own_one") {
      await call(peer, "delete", { application_credentials_id: id });
    }
  }
}

async function createAnswersTheItem(peer: ContractPeer): Promise<void> {
  const others = await list(peer);
  const item = await create(peer, { client_id: "  Cid 1\n", client_secret: ` ${SECRET} `, name: "Mine" });
  assert.deepEqual(
    { ...item, created_at: "", updated_at: "" },
    {
      id: `${peer.domains[0]}_cid_1`,
      domain: peer.domains[0],
      client_id: "Cid 1",
      name: "Mine",
      client_secret_hint: "9f2c",
      source: "user",
      created_at: "",
      updated_at: "",
    },
  );
  assert.deepEqual(await list(peer), [...others, item]);
}

async function sameIdAgain(peer: ContractPeer): Promise<void> {
  const made = await Promise.all([create(peer), create(peer), create(peer)]);
  const first = `${peer.domains[0]}_cid_1`;
  assert.deepEqual(made.map(({ id }) => id).sort(), [first, `${first}_2`, `${first}_3`]);
}

async function badInput(peer: ContractPeer): Promise<void> {
  const cases: [string, object, RegExp][] = [
    ["create", typed(peer, { client_secret: "   " }), /client_secret/],
    ["create", typed(peer, { client_id: " " }), /client_id/],
    ["create", { domain: peer.domains[0], client_id: "a" }, /client_secret/],
    ["create", typed(peer, { client_secret: 5 }), /client_secret/],
    ["create", typed(peer, { colour: SECRET }), /colour/],
    ["create", typed(peer, { domain: "nobody" }), /^No application_credentials platform for nobody$/],
    ["create", typed(peer, { scopes: ["a b"] }), /scopes/],
    ["update", { application_credentials_id: "x", client_id: " " }, /client_id/],
    ["delete", {}, /application_credentials_id/],
    ["list", { colour: SECRET }, /colour/],
    ["import", typed(peer, { client_id: "" }), /client_id/],
  ];
  for (const [command, fields, message] of cases) {
    const error = await refusal(peer, command, fields);
    assert.equal(error.code, "invalid_format", `${command} ${message}`);
    assert.match(error.message, message);
  }
}

async function ownEndpoints(peer: ContractPeer): Promise<void> {
  const authorization_server = { authorize_url: "https://p.example/a", token_url: "https://p.example/t" };
  const item = await create(peer, { domain: "own_one", authorization_server, scopes: ["read"] });
  assert.deepEqual([item.authorization_server, item.scopes], [authorization_server, ["read"]]);
  const insecure = { ...authorization_server, token_url: "http://p.example/t" };
  assert.match((await refusal(peer, "create", typed(peer, { authorization_server: insecure }))).message, /token_url/);
}

async function updateKeepsTheId(peer: ContractPeer): Promise<void> {
  const { id } = await create(peer, { name: "Mine" });
  const changed = { application_credentials_id: id, name: "Yours" };
  for (const kept of [{}, { client_secret: "" }, { client_secret: "  " }]) {
    const item = v.parse(Credential, await call(peer, "update", { ...changed, ...kept }));
    assert.deepEqual([item.id, item.name, item.client_secret_hint], [id, "Yours", "9f2c"]);
  }
  const fields = { application_credentials_id: id, client_id: "new", client_secret: `${SECRET_CANARY}-0002`, name: "" };
  const item = v.parse(Credential, await call(peer, "update", fields));
  assert.deepEqual([item.id, item.client_id, item.name, item.client_secret_hint], [id, "new", undefined, "0002"]);
  assert.deepEqual((await list(peer)).at(-1), item);
  assert.deepEqual(await refusal(peer, "update", { application_credentials_id: "gone" }), {
    code: "not_found",
    message: "Unable to find application_credentials_id gone",
  });
}

async function deleteAnswersNull(peer: ContractPeer): Promise<void> {
  const { id } = await create(peer);
  const others = (await list(peer)).filter((item) => item.id !== id);
  assert.equal(await call(peer, "delete", { application_credentials_id: id }), null);
  assert.deepEqual(await refusal(peer, "delete", { application_credentials_id: id }), {
    code: "not_found",
    message: `Unable to find application_credentials_id ${id}`,
  });
  assert.deepEqual(await list(peer), others);
}

async function subscribersLearn(peer: ContractPeer): Promise<void> {
  const before = await list(peer);
  const { events, end } = await peer.owner.subscribe(`${PREFIX}/subscribe`);
  await eventually("the first event", () => events.length === 1);
  const added = (item: Credential): CredentialChange => ({
    change_type: "added",
    application_credentials_id: item.id,
    item,
  });
  assert.deepEqual(events[0], before.map(added));
  const item = await create(peer);
  const id = { application_credentials_id: item.id };
  const renamed = v.parse(Credential, await call(peer, "update", { ...id, name: "New" }));
  await call(peer, "delete", id);
  await eventually("three changes", () => events.length === 4);
  assert.deepEqual(events.slice(1), [
    [added(item)],
    [{ change_type: "updated", ...id, item: renamed }],
    [{ change_type: "removed", ...id, item: renamed }],
  ]);
  await end();
  await create(peer);
  assert.equal(events.length, 4);
}

async function configForAnyUser(peer: ContractPeer): Promise<void> {
  const { result, error } = await peer.guest.send(`${PREFIX}/config`);
  assert.equal(error, undefined);
  const { domains, integrations } = result as {
    domains: string[];
    integrations: Record<string, { name: string; authorization_server?: unknown }>;
  };
  for (const domain of peer.domains) {
    assert.ok(domains.includes(domain), domain);
    assert.match(integrations[domain]?.name ?? "", /^[A-Z]/);
    assert.ok(integrations[domain]?.authorization_server, domain);
  }
}

async function importsOnce(peer: ContractPeer): Promise<void> {
  const first = await imports(peer);
  assert.deepEqual(
    [first.name, first.auth_domain, first.source],
    ["Import from configuration.yaml", peer.domains[1], "import"],
  );
  assert.deepEqual(await Promise.all([imports(peer), imports(peer)]), [first, first]);
  const hint = async (client_secret: string) => (await imports(peer, { client_secret })).client_secret_hint;
  assert.equal(await hint(`${SECRET_CANARY}-0002`), "0002");
  const byHand = { application_credentials_id: first.id, client_secret: `${SECRET_CANARY}-0003` };
  await call(peer, "update", byHand);
  assert.equal(await hint(`${SECRET_CANARY}-0002`), "0003", "what was edited by hand is not reverted at every start");
  assert.equal(await hint(`${SECRET_CANARY}-0004`), "0004");
}

async function importKeepsTyped(peer: ContractPeer): Promise<void> {
  const typedIn = await create(peer, { domain: peer.domains[1] });
  assert.deepEqual(await imports(peer, { client_secret: `${SECRET_CANARY}-other` }), typedIn);
}

async function usageOfUnused(peer: ContractPeer): Promise<void> {
  const { id } = await create(peer);
  assert.deepEqual(await call(peer, "usage", { application_credentials_id: id }), { [id]: [] });
  assert.deepEqual(((await call(peer, "usage")) as Record<string, unknown>)[id], []);
  assert.equal((await refusal(peer, "usage", { application_credentials_id: "gone" })).code, "not_found");
  assert.equal((await refusal(peer, "config_entry", { config_entry_id: "gone" })).code, "invalid_config_entry_id");
}

async function moveWithinOneDomain(peer: ContractPeer): Promise<void> {
  const [from, to] = [await create(peer), await create(peer, { client_id: "other" })];
  const elsewhere = await create(peer, { domain: peer.domains[1] });
  const nothing = { moved: [], pending: [], failed: [] };
  assert.deepEqual(await call(peer, "move", { from: from.id, to: to.id }), nothing);
  const named = { from: from.id, to: to.id, entry_ids: ["gone", "gone"] };
  const { failed, ...rest } = (await call(peer, "move", named)) as { failed: { message: string }[] };
  assert.deepEqual(rest, { moved: [], pending: [] });
  const [{ message, ...failure } = { message: "" }, ...more] = failed;
  assert.deepEqual([failure, more], [{ entry_id: "gone", code: "invalid_config_entry_id" }, []]);
  assert.ok(message.length > 0);
  for (const id of [from.id, elsewhere.id])
    assert.equal((await refusal(peer, "move", { from: from.id, to: id })).code, "invalid_format");
  assert.equal((await refusal(peer, "move", { from: from.id })).code, "invalid_format");
  for (const fields of [
    { from: "gone", to: to.id },
    { from: from.id, to: "gone" },
  ])
    assert.equal((await refusal(peer, "move", fields)).code, "not_found");
}

/** Every row of the table, so that one which is added later is asked too. */
async function rolesAreKept(peer: ContractPeer): Promise<void> {
  const refused: string[] = [];
  const rows = [...pluginCommands, ...customIntegrationCommands];
  for (const row of rows.filter(({ roles }) => !(roles as readonly Role[]).includes("user"))) {
    const code = (await peer.guest.send(row.type, sampleArgs(row, { domain: peer.domains[0] }))).error?.code;
    // A hub that lacks the command lacks it for everybody.
    if (code === "unknown_command") assert.equal((await peer.owner.send(row.type)).error?.code, code, row.type);
    else assert.equal(code, "unauthorized", row.type);
    refused.push(row.type);
  }
  for (const command of ["list", "create", "update", "delete", "subscribe", "config_entry", "import", "usage", "move"])
    assert.ok(refused.includes(`${PREFIX}/${command}`), command);
  assert.equal((await refusal(peer, "token", { entry_id: "x" })).code, "unauthorized");
}

/** PROTOCOL section 4, as any client may rely on it. */
export const credentialsContract: readonly ContractCase[] = [
  { name: "create answers the item, stripped, with the slug as id", run: createAnswersTheItem },
  { name: "the same id again gets _2, _3, also when created at once", run: sameIdAgain },
  { name: "bad input: invalid_format, the field is named", run: badInput },
  { name: "a credential with endpoints of its own needs no integration", run: ownEndpoints },
  { name: "update: a blank secret keeps the stored one, the id stays", run: updateKeepsTheId },
  { name: "delete answers null; what is missing is said in Home Assistant's words", run: deleteAnswersNull },
  { name: "subscribe: everything as added in one event, then each change, until it ends", run: subscribersLearn },
  { name: "config is for any user, with names and endpoints", run: configForAnyUser },
  { name: "import: once; a changed secret is taken over, one edited by hand kept", run: importsOnce },
  { name: "import: one that a person typed in is answered unchanged", run: importKeepsTyped },
  { name: "usage: an unused one has an empty list; what is missing is said", run: usageOfUnused },
  { name: "F9: move only within one domain; each entry that does not move is named", run: moveWithinOneDomain },
  { name: "S11, roles: a user who is no administrator is refused, and nobody gets a token", run: rolesAreKept },
].map(({ name, run }) => ({ name, run: (peer) => clear(peer).then(() => run(peer)) }));
