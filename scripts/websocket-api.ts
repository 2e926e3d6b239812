/**
 * Writes `docs/websocket-api.md` from the protocol table; with `--check` it only says whether the file is stale.
 * Usage: node scripts/websocket-api.ts [--check]
 */
import type { Command, Role } from "../src/protocol/command.ts";
import { DOOR_ERRORS, ERROR_CODES } from "../src/protocol/errors.ts";
import { customIntegrationCommands, hubCommands, pluginCommands } from "../src/protocol/index.ts";
import type { Recorded } from "../src/protocol/recorded.ts";
import { type CommandScope, SCOPES } from "../src/protocol/scopes.ts";
import { writeOrCheck } from "./generated-file.ts";
import { fieldsTable, renderType } from "./schema-text.ts";

const ROLES: Readonly<Record<Role, string>> = {
  administrator: "administrators",
  user: "any user",
  integration: "integrations, for their own domain",
};

/** The whole document. */
export function renderDocument(): string {
  return [
    "# Websocket commands",
    "Written by `npm run docs` from the protocol table in `src/protocol`; a test fails when it is stale.",
    "Every message carries a growing integer `id` and its `type`; the fields below come beside them, and unknown fields are refused. " +
      'An answer is `{id, type: "result", success, result}` or `{…, success: false, error: {code, message}}`; ' +
      'an event is `{id, type: "event", event}`.',
    "## Error codes",
    Object.entries(ERROR_CODES)
      .map(([code, meaning]) => `- \`${code}\`: ${meaning}`)
      .join("\n"),
    `Every message may also be answered with ${DOOR_ERRORS.map((code) => `\`${code}\``).join(", ")}.`,
    "## Scopes",
    "What an application that acts for a person may call, as far as that person may: each command names its scope.",
    Object.entries(SCOPES)
      .map(([scope, { title, description }]) => `- \`${scope}\`: ${title}. ${description}`)
      .join("\n"),
    "## The plugin's commands",
    ...pluginCommands.map(renderCommand),
    "## Commands that only Home Assistant has",
    "The custom integration answers them by itself, also while the plugin's process is not there.",
    ...customIntegrationCommands.map(renderCommand),
    "## Home Assistant's commands that the embedded hub answers",
    ...hubCommands.map(renderCommand),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function renderCommand(row: Command): string {
  return [
    `### \`${row.type}\``,
    row.summary,
    `For ${row.roles.map((role) => ROLES[role]).join(" and ")}; since version ${row.since}${row.errors.length > 0 ? `; errors: ${row.errors.map((code) => `\`${code}\``).join(", ")}` : ""}.`,
    applicationsMay(row),
    fieldsTable(row.args),
    `Answers ${renderType(row.result)}.`,
    ...(row.event ? [`Each event: ${renderType(row.event)}.`] : []),
    ...(row.activity ? [`In the activity: ${actionsOf(row.activity)}.`] : []),
  ].join("\n\n");
}

function applicationsMay({ scope, recentLogin }: Command): string {
  const may: Partial<Record<CommandScope, string>> = { none: "No application may.", any: "Every application may." };
  const recent = recentLogin ? " Needs a sign-in of the last ten minutes." : "";
  return `${may[scope] ?? `Applications need the scope \`${scope}\`.`}${recent}`;
}

const actionsOf = ({ action, when = {} }: Recorded): string =>
  [
    `\`${action}\``,
    ...Object.entries(when).map(([argument, other]) => `\`${other}\` where \`${argument}\` is given`),
  ].join(", ");

if (import.meta.main) writeOrCheck("docs/websocket-api.md", renderDocument());
