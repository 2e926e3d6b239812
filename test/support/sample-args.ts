import * as v from "valibot";
import type { AnySchema } from "../../src/protocol/command.ts";

/** Texts of every kind that the table asks for; the first one that a field takes is used. */
const TEXTS = [
  "sample",
  "demo_mail",
  "https://provider.example/path",
  "2026-01-02T03:04:05.000Z",
  "a text of more than eight characters",
  "https://provider.example",
  "openid",
];
const NUMBERS = [1, 10, 100, 3_600];

/** A schema with the parts that a sample is made of; valibot's own type names them for each kind apart. */
interface Parts {
  readonly type: string;
  readonly entries?: Readonly<Record<string, AnySchema>>;
  readonly wrapped?: AnySchema;
  readonly options?: readonly unknown[];
  readonly item?: AnySchema;
  readonly value?: AnySchema;
  readonly literal?: unknown;
}

/**
 * Arguments that a row of the protocol table takes, required and optional ones: what calls every command needs no list
 * of them that somebody would have to keep.
 * @param known values for fields by their names, such as the id of a record that is there
 * @throws Error when no sample fits: then `TEXTS` lacks one.
 */
export function sampleArgs(
  { type, args }: { readonly type: string; readonly args: AnySchema },
  known: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const fields = Object.entries((args as unknown as Parts).entries ?? {});
  const filled = fields.map(([name, schema]): [string, unknown] => {
    const value = name in known && v.is(schema, known[name]) ? known[name] : sampleOf(schema);
    if (!v.is(schema, value))
      throw new Error(`No sample fits ${name} of ${type}: give test/support/sample-args.ts one`);
    return [name, value];
  });
  return Object.fromEntries(filled.filter(([, value]) => value !== undefined));
}

function sampleOf(schema: AnySchema): unknown {
  const { type, entries, wrapped, options, item, literal } = schema as unknown as Parts;
  if (wrapped) return sampleOf(wrapped);
  if (entries) return sampleArgs({ type, args: schema });
  switch (type) {
    case "string":
      return TEXTS.find((text) => v.is(schema, text));
    case "number":
      return NUMBERS.find((number) => v.is(schema, number));
    case "boolean":
      return true;
    case "literal":
      return literal;
    case "picklist":
      return options?.[0];
    case "union":
    case "variant":
      return sampleOf(options?.[0] as AnySchema);
    case "array":
      return item && [sampleOf(item)];
    case "record":
      return {};
    default:
      return null;
  }
}

/** The names of all fields in a schema, however deep: what an answer could hold. */
export function fieldNames(schema: AnySchema | undefined): string[] {
  if (!schema) return [];
  const { entries = {}, wrapped, options = [], item, value } = schema as unknown as Parts;
  const inner = [wrapped, item, value, ...options, ...Object.values(entries)];
  const schemas = inner.filter((one): one is AnySchema => typeof one === "object" && one !== null);
  return [...Object.keys(entries), ...schemas.flatMap(fieldNames)];
}
