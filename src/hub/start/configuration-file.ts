import { readFile } from "node:fs/promises";
import {
  type Document,
  isMap,
  isScalar,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  type YAMLMap,
} from "yaml";
import { StartError } from "../../backend/start-error.ts";

/** A top-level key of configuration.yaml that may hold a credential. */
export interface ConfigurationSection {
  readonly domain: string;
  /** Counted from 1. */
  readonly line: number;
  /** Where both are there and are text. */
  readonly credential?: { readonly client_id: string; readonly client_secret: string };
  /** What keeps it from being one; never names a value. */
  readonly problem?: string;
}

/**
 * Reads `configuration.yaml`, as far as this hub looks at it.
 * @returns no sections when there is no such file.
 * @throws StartError when it can't be read or is no YAML, with line and column.
 */
export async function readConfiguration(file: string): Promise<ConfigurationSection[]> {
  const text = await readText(file);
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, logLevel: "silent", merge: true } as const;
  const [document, second] = parseAllDocuments(text, options);
  if (!document || !("contents" in document)) return [];
  const [error] = document.errors;
  if (error) throw unreadable(lines, error.pos[0], error.code);
  if (second) throw unreadable(lines, second.range[0], "a second document");
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (!isMap(contents)) throw unreadable(lines, contents.range?.[0] ?? 0, "not a mapping");
  return contents.items.flatMap((pair) => readSection(pair as Pair<Node, Node | null>, lines, document));
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    if (["ENOENT", "ENOTDIR"].includes(code)) return "";
    throw new StartError(`${file} can't be read (${code}): mend its permissions.`);
  }
}

function unreadable(lines: LineCounter, offset: number, why: string): StartError {
  const { line, col } = lines.linePos(offset);
  return new StartError(`configuration.yaml is not valid at line ${line}, column ${col} (${why}): mend it there.`);
}

function readSection(
  { key, value }: Pair<Node, Node | null>,
  lines: LineCounter,
  document: Document.Parsed,
): ConfigurationSection[] {
  const { line } = lines.linePos(key.range?.[0] ?? 0);
  if (!isScalar(key) || typeof key.value !== "string") return [];
  const domain = key.value;
  if (!isMap(value)) return [{ domain, line }];
  const plain = plainObject(value, document, () => unreadable(lines, value.range?.[0] ?? 0, "an unknown alias"));
  if (!("client_id" in plain || "client_secret" in plain)) return [{ domain, line }];
  return [{ domain, line, ...readCredential(value, plain) }];
}

/** With aliases and merge keys resolved. */
function plainObject(section: YAMLMap, document: Document.Parsed, failure: () => StartError): Record<string, unknown> {
  try {
    return section.toJS(document) as Record<string, unknown>;
  } catch {
    throw failure();
  }
}

function readCredential(section: YAMLMap, { client_id, client_secret }: Record<string, unknown>) {
  const tagged = ["client_id", "client_secret"].some((name) => isTagged(section.get(name, true)));
  if (typeof client_id !== "string" || typeof client_secret !== "string" || tagged)
    return { problem: "needs client_id and client_secret, both as text (numbers in quotes)" };
  return { credential: { client_id, client_secret } };
}

/** A tag such as `!secret` stands for something that this hub does not look up. */
const isTagged = (node: unknown): boolean => isScalar(node) && node.tag?.startsWith("!") === true;
