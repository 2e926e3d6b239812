/**
 * Writes `docs/home-assistant-bridge.md` from the bridge's rows of the protocol table; with `--check` it only says
 * whether the file is stale.
 * Usage: node scripts/home-assistant-bridge.ts [--check]
 */
import { askedByNode, askedByPython, BRIDGE_MIN_SCHEMA, BRIDGE_SCHEMA, runCommand } from "../src/protocol/bridge.ts";
import { notices } from "../src/protocol/bridge-notices.ts";
import type { Command } from "../src/protocol/command.ts";
import { writeOrCheck } from "./generated-file.ts";
import { fieldsTable, renderType } from "./schema-text.ts";

const SENDERS = { python: "the custom integration", node: "the plugin's process" } as const;

/** The whole document. */
export function renderBridgeDocument(): string {
  const blocks = [
    "# The bridge between Home Assistant and the plugin's process",
    "Written by `npm run docs` from `src/protocol/bridge.ts` and `bridge-notices.ts`; a test fails when it is stale. " +
      `This is schema ${BRIDGE_SCHEMA}; ${BRIDGE_MIN_SCHEMA} is the oldest that is understood.`,
    "The custom integration (Python) opens one websocket to the plugin's process (Node.js). Either side sends `{id, type, …}`, with ids of its own, and is answered with " +
      '`{id, type: "result", success: true, result}` or `{…, success: false, error: {code, message}}`. A notice has no `id` and no answer. ' +
      `One answer is not JSON: \`${runCommand.type}\` is answered with the text frame \`ID\\nANSWER\`, where \`ANSWER\` is the whole websocket message for the client.`,
    "## Asked by the custom integration",
    ...askedByPython.map(renderRequest),
    "## Asked by the plugin's process",
    ...askedByNode.map(renderRequest),
    "## Notices",
    ...notices.map(renderNotice),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function renderRequest(row: Command): string {
  const errors = row.errors.map((code) => `\`${code}\``).join(", ");
  return [
    `### \`${row.type}\``,
    row.summary,
    fieldsTable(row.args),
    ...(row === runCommand ? [] : [`Answers ${renderType(row.result)}.`]),
    ...(errors ? [`Errors: ${errors}.`] : []),
  ].join("\n\n");
}

function renderNotice({ type, from, summary, fields }: (typeof notices)[number]): string {
  return [`### \`${type}\``, `From ${SENDERS[from]}. ${summary}`, fieldsTable(fields)].join("\n\n");
}

if (import.meta.main) writeOrCheck("docs/home-assistant-bridge.md", renderBridgeDocument());
