import { readFile } from "node:fs/promises";
import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
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
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const [error] = document.errors;
  if (error) throw unreadable(lines, error.pos[0], error.code);
  const { contents } = document;
  if (contents === null || (isScalar(contents) && contents.value === null)) return [];
  if (!isMap(contents)) throw unreadable(lines, contents.range?.[0] ?? 0, "not a mapping");
  return contents.items.flatMap((pair) => readSection(pair as Pair<Node, Node | null>, lines));
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

function readSection({ key, value }: Pair<Node, Node | null>, lines: LineCounter): ConfigurationSection[] {
  const { line } = lines.linePos(key.range?.[0] ?? 0);
  if (!isScalar(key) || typeof key.value !== "string") return [];
  const domain = key.value;
  if (!isMap(value) || !(value.has("client_id") || value.has("client_secret"))) return [{ domain, line }];
  return [{ domain, line, ...readCredential(value) }];
}

function readCredential(section: YAMLMap) {
  const [client_id, client_secret] = ["client_id", "client_secret"].map((name) => plainText(section.get(name, true)));
  if (client_id === undefined || client_secret === undefined)
    return { problem: "needs client_id and client_secret, both as text (numbers in quotes)" };
  return { credential: { client_id, client_secret } };
}

/** A tag such as `!secret` stands for something that this hub does not look up. */
const plainText = (node: unknown): string | undefined =>
  isScalar(node) && typeof node.value === "string" && !node.tag?.startsWith("!") ? node.value : undefined;
