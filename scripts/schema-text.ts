/** Schemas of the protocol table as text for the generated documents. */
import { type JsonSchema, toJsonSchema } from "@valibot/to-json-schema";
import type { AnySchema } from "../src/protocol/command.ts";

/** A schema in TypeScript's notation, in one line of code. */
export const renderType = (schema: AnySchema): string => `\`${inner(jsonSchema(schema))}\``;

/** A table of an object's fields, or the sentence that there are none. */
export function fieldsTable(schema: AnySchema): string {
  const { properties = {}, required = [] } = jsonSchema(schema);
  const rows = Object.entries(properties).map(([name, field]) => {
    const need = required.includes(name) ? "required" : "optional";
    // A bar would end the cell, even within code.
    return `| \`${name}\` | ${need} | \`${inner(field).replaceAll("|", "\\|")}\`${limitsOf(field)} |`;
  });
  return rows.length === 0 ? "No fields." : ["| field | | type |", "|---|---|---|", ...rows].join("\n");
}

const jsonSchema = (schema: AnySchema): JsonSchema => toJsonSchema(schema, { errorMode: "ignore" });

function inner(schema: JsonSchema | boolean): string {
  if (typeof schema === "boolean") return "unknown";
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(inner).join(" | ");
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
  const isUnion = typeof items === "object" && (items.anyOf || items.oneOf || items.enum);
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
