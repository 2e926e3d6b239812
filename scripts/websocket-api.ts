/**
 * Writes `docs/websocket-api.md` from the protocol table; with `--check` it only says whether the file is stale.
 * Usage: node scripts/websocket-api.ts [--check]
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type { Command, Role } from "../src/protocol/command.ts";
import { DOOR_ERRORS, ERROR_CODES } from "../src/protocol/errors.ts";
import { hubCommands, pluginCommands } from "../src/protocol/index.ts";

const FILE = join(import.meta.dirname, "../docs/websocket-api.md");

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
    "## The plugin's commands",
    ...pluginCommands.map(renderCommand),
    "## Home Assistant's commands that the embedded hub answers",
    ...hubCommands.map(renderCommand),
    "",
  ]
    .join("\n\n")
    .trimEnd()
    .concat("\n");
}

function renderCommand(row: Command): string {
  const fields = toJsonSchema(row.args, { errorMode: "ignore" });
  return [
    `### \`${row.type}\``,
    row.summary,
    `For ${row.roles.map((role) => ROLES[role]).join(" and ")}; since version ${row.since}${row.errors.length > 0 ? `; errors: ${row.errors.map((code) => `\`${code}\``).join(", ")}` : ""}.`,
    renderFields(fields),
    `Answers ${typeOf(toJsonSchema(row.result, { errorMode: "ignore" }))}.`,
    ...(row.event ? [`Each event: ${typeOf(toJsonSchema(row.event, { errorMode: "ignore" }))}.`] : []),
  ].join("\n\n");
}

function renderFields({ properties = {}, required = [] }: JsonSchema): string {
  const rows = Object.entries(properties).map(([name, schema]) => {
    const need = required.includes(name) ? "required" : "optional";
    // A bar would end the cell, even within code.
    return `| \`${name}\` | ${need} | ${typeOf(schema).replaceAll("|", "\\|")}${limitsOf(schema)} |`;
  });
  return rows.length === 0 ? "No fields." : ["| field | | type |", "|---|---|---|", ...rows].join("\n");
}

/** A schema in TypeScript's notation, in one line. */
function typeOf(schema: JsonSchema | boolean): string {
  return `\`${inner(schema)}\``;
}

function inner(schema: JsonSchema | boolean): string {
  if (typeof schema === "boolean") return "unknown";
  if (schema.anyOf) return schema.anyOf.map(inner).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return arrayOf((schema.items ?? true) as JsonSchema | boolean);
  if (schema.type === "object") return objectType(schema);
  if (schema.type === "integer") return "number";
  return typeof schema.type === "string" ? schema.type : "unknown";
}

function objectType({ properties = {}, required = [], additionalProperties }: JsonSchema): string {
  const members = Object.entries(properties).map(
    ([name, schema]) => `${name}${required.includes(name) ? "" : "?"}: ${inner(schema)}`,
  );
  if (members.length > 0) return `{${members.join("; ")}}`;
  return additionalProperties ? `{[key: string]: ${inner(additionalProperties as JsonSchema)}}` : "{}";
}

function arrayOf(items: JsonSchema | boolean): string {
  const isUnion = typeof items === "object" && (items.anyOf || items.enum);
  return isUnion ? `(${inner(items)})[]` : `${inner(items)}[]`;
}

function limitsOf(schema: JsonSchema | boolean): string {
  if (typeof schema === "boolean") return "";
  const limits = [
    schema.maxLength !== undefined && `at most ${schema.maxLength} characters`,
    schema.maxItems !== undefined && `at most ${schema.maxItems} items`,
    schema.minimum !== undefined && `from ${schema.minimum}`,
    schema.maximum !== undefined && `to ${schema.maximum}`,
  ].filter((limit) => limit !== false);
  return limits.length > 0 ? `, ${limits.join(", ")}` : "";
}

if (import.meta.main) {
  const stale = readFileSync(FILE, { encoding: "utf8", flag: "a+" }) !== renderDocument();
  if (!process.argv.includes("--check")) writeFileSync(FILE, renderDocument());
  else if (stale) {
    console.error("docs/websocket-api.md is stale: run npm run docs");
    process.exitCode = 1;
  }
}
