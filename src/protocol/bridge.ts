/**
 * The bridge: what Home Assistant's Python and the plugin's process say to each other, over one websocket that the
 * Python opens. Either side sends `{id, type, …}` and is answered with `{id, type: "result", success, result | error}`,
 * each with ids of its own; what needs no answer (a notice) has no `id`. `docs/home-assistant-bridge.md` prints it.
 *
 * One answer is not JSON: a client's command is answered with `ID\nANSWER`, the bridge's id in decimal and the text
 * that goes to the client as it is, so that Python reads and writes no list of thousands.
 */
import * as v from "valibot";
import {
  AdoptedCredential,
  BridgeCaller,
  BridgeCredential,
  BridgeEntry,
  BridgeUser,
  CommandInfo,
} from "./bridge-values.ts";
import { command } from "./command.ts";
import { AuthorizationServer } from "./fields.ts";

/**
 * Grows with each change of the bridge; both sides name the newest they speak, and the oldest.
 * 2: entries can be moved (`bridge/switch_implementation`, `bridge/end_reauth`, and to what `bridge/start_reauth` is bound),
 * and a secret can be changed with a way back (`rotation`, `bridge/secret_used`); callers have an address, which an older
 * process would refuse, and `bridge/command_done` tells of what it never sees.
 * 3: the hub as a provider: users, the origin, when a caller signed in, and sign-ins of applications that act as a person;
 * HTTP of applications comes over the same socket.
 */
export const BRIDGE_SCHEMA = 3;
export const BRIDGE_MIN_SCHEMA = 3;

/** How many credentials one frame of an adoption carries. */
export const ADOPTION_CHUNK = 200;

const shared = { since: 1, roles: [], scope: "none" } as const;

export const hello = command("bridge/hello", {
  ...shared,
  summary: "Python's first message: who it is, which integrations take credentials, and every config entry.",
  args: v.strictObject({
    schema: v.number(),
    min_schema: v.number(),
    /** The version in the manifest beside the Python. */
    version: v.string(),
    hub_name: v.string(),
    domains: v.array(v.string()),
    entries: v.array(BridgeEntry),
    users: v.array(BridgeUser),
    /** Where browsers reach Home Assistant, as far as it knows: without a slash at its end. */
    origin: v.optional(v.string()),
  }),
  result: v.strictObject({
    schema: v.number(),
    min_schema: v.number(),
    version: v.string(),
    /** A random name that the database keeps for its life: another one is another database. */
    database: v.string(),
    /** Whether Home Assistant's own credentials were taken over: an explicit mark, never inferred. */
    adopted: v.boolean(),
    commands: v.array(CommandInfo),
    /** Everything, in the order of creation; empty while nothing was adopted. */
    credentials: v.array(BridgeCredential),
  }),
  errors: ["invalid_format"],
});

export const beginAdoption = command("bridge/adopt/begin", {
  ...shared,
  summary:
    "Begins to take credentials over. `replace` starts from nothing, and only before the mark is set; `add` keeps what is there.",
  args: v.strictObject({ mode: v.picklist(["replace", "add"]) }),
  result: v.null(),
  errors: ["home_assistant_error", "backend_unavailable"],
});

export const adoptItems = command("bridge/adopt/items", {
  ...shared,
  summary: `At most ${ADOPTION_CHUNK} credentials. Ids stay; with \`add\`, ids that are there already are left out.`,
  args: v.strictObject({ items: v.pipe(v.array(AdoptedCredential), v.maxLength(ADOPTION_CHUNK)) }),
  result: v.null(),
  errors: ["invalid_format", "home_assistant_error", "backend_unavailable"],
});

export const commitAdoption = command("bridge/adopt/commit", {
  ...shared,
  summary: "All were sent: `count` is checked, the mark written last, and everything answered as in hello.",
  args: v.strictObject({ count: v.number() }),
  result: v.strictObject({ credentials: v.array(BridgeCredential) }),
  errors: ["home_assistant_error", "backend_unavailable"],
});

export const runCommand = command("bridge/command", {
  ...shared,
  summary: "A client's message, whole, and who sent it. Answered as `ID\\nANSWER`, ready for the client.",
  args: v.strictObject({ message: v.looseObject({ id: v.number(), type: v.string() }), caller: BridgeCaller }),
  result: v.unknown(),
  errors: [],
});

export const endSubscription = command("bridge/unsubscribe", {
  ...shared,
  summary: "The subscription that the bridge/command with this id began is over.",
  args: v.strictObject({ command: v.number() }),
  result: v.null(),
  errors: [],
});

export const holdWrites = command("bridge/hold_writes", {
  ...shared,
  summary:
    "A backup begins or ends: while held the database file is complete and changes wait, for 10 minutes at most.",
  args: v.strictObject({ held: v.boolean() }),
  result: v.null(),
  errors: ["backend_unavailable"],
});

/** Asked by the plugin's process, answered by Python. */
export const describeIntegrations = command("bridge/describe_integrations", {
  ...shared,
  summary:
    "What `application_credentials/config` has to say of each integration, asked of the integrations themselves.",
  args: v.strictObject({}),
  result: v.strictObject({
    /** What Home Assistant will send; absent where the browser's address decides. */
    redirect_uri: v.optional(v.string()),
    integrations: v.record(
      v.string(),
      v.strictObject({
        name: v.string(),
        authorization_server: v.optional(AuthorizationServer),
        description_placeholders: v.optional(v.record(v.string(), v.string())),
      }),
    ),
  }),
  errors: ["home_assistant_error"],
});

export const reloadEntry = command("bridge/reload_entry", {
  ...shared,
  summary: "Sets an entry up anew, so that it takes its changed credential.",
  args: v.strictObject({ entry_id: v.string() }),
  result: v.null(),
  errors: ["invalid_config_entry_id", "home_assistant_error"],
});

export const startReauth = command("bridge/start_reauth", {
  ...shared,
  summary:
    "Asks a person to sign in again; Home Assistant shows the flow, the card and the repair issue. Does nothing where a flow asks already.",
  args: v.strictObject({
    entry_id: v.string(),
    /** With what to sign in, where that is not what the entry uses: the flow offers it alone, or first. */
    auth_implementation: v.optional(v.string()),
    /** That credential's name, shown beside the entry's title. */
    credential_name: v.optional(v.string()),
  }),
  result: v.null(),
  errors: ["invalid_config_entry_id", "home_assistant_error"],
});

export const endReauth = command("bridge/end_reauth", {
  ...shared,
  since: 2,
  summary: "Nobody has to sign in again for this entry; one that does not work goes on asking.",
  args: v.strictObject({ entry_id: v.string() }),
  result: v.null(),
  errors: [],
});

export const switchImplementation = command("bridge/switch_implementation", {
  ...shared,
  since: 2,
  summary: "Writes another `auth_implementation` into an entry's data, and sets it up anew; its tokens stay.",
  args: v.strictObject({ entry_id: v.string(), auth_implementation: v.string() }),
  result: v.null(),
  errors: ["invalid_config_entry_id"],
});

export const actToken = command("bridge/act/token", {
  ...shared,
  since: 3,
  summary:
    "An access token of Home Assistant's own for an application that acts as this person. Without `sign_in` a refresh token is made first, which the person's profile lists by the application's name.",
  args: v.strictObject({ user_id: v.string(), name: v.string(), sign_in: v.optional(v.string()) }),
  result: v.strictObject({
    /** The refresh token's id. */
    sign_in: v.string(),
    access_token: v.string(),
    /** Seconds. */
    expires_in: v.number(),
  }),
  errors: ["not_found", "home_assistant_error"],
});

export const actEnd = command("bridge/act/end", {
  ...shared,
  since: 3,
  summary: "Removes such a refresh token, and with it all of its access tokens. One that is gone is as wanted.",
  args: v.strictObject({ sign_in: v.string() }),
  result: v.null(),
  errors: [],
});

export const actKeep = command("bridge/act/keep", {
  ...shared,
  since: 3,
  summary:
    "After a connection: these are all that are meant to be there. Others of this plugin's are removed; those that are gone are answered.",
  args: v.strictObject({ sign_ins: v.array(v.string()) }),
  result: v.strictObject({ gone: v.array(v.string()) }),
  errors: [],
});

export const askedByPython = [
  hello,
  beginAdoption,
  adoptItems,
  commitAdoption,
  runCommand,
  endSubscription,
  holdWrites,
] as const;
export const askedByNode = [
  describeIntegrations,
  reloadEntry,
  startReauth,
  endReauth,
  switchImplementation,
  actToken,
  actEnd,
  actKeep,
] as const;
