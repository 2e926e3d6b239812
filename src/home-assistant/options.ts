import { isIPv6 } from "node:net";
import { parseArgs } from "node:util";
import { StartError } from "../backend/start-error.ts";
import { keyFileIn } from "../backend/store/key-encryption-key.ts";

/** What the custom integration's Python, or whoever runs the backend on another machine, decides. */
export interface Options {
  readonly data: string;
  readonly keyFile: string;
  readonly at: { readonly path: string } | { readonly host: string; readonly port: number };
  /** Asked of whoever connects; a Unix socket needs none. */
  readonly token: string | undefined;
}

const USAGE = "--data DIR [--key-file FILE] --socket PATH, or --listen HOST:PORT";
const TOKEN_VARIABLE = "APPLICATION_CREDENTIALS_BRIDGE_TOKEN";
const SHORTEST_TOKEN = 32;

/** @throws StartError naming the option. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { data, "key-file": keyFile, socket, listen } = parse(argv);
  if (!data || (socket === undefined) === (listen === undefined)) throw new StartError(`The options are: ${USAGE}`);
  const place = { data, keyFile: keyFile || keyFileIn(data) };
  if (socket !== undefined) return { ...place, at: { path: socket }, token: undefined };
  return { ...place, at: parseAddress(listen as string), token: readToken(env) };
}

function parse(argv: readonly string[]) {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ args: [...argv], options: { data: text, "key-file": text, socket: text, listen: text } }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]+(?:\s|$)/);
    throw new StartError(`${sentence}. The options are: ${USAGE}`);
  }
}

function parseAddress(text: string): { host: string; port: number } {
  const [, bracketed, plain, port] = /^(?:\[(.+)\]|([^:]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (!host || Number(port) > 65_535 || (bracketed && !isIPv6(bracketed)))
    throw new StartError(`--listen has to be HOST:PORT, not “${text}”.`);
  return { host, port: Number(port) };
}

function readToken(env: NodeJS.ProcessEnv): string {
  const token = env[TOKEN_VARIABLE] ?? "";
  if (token.length >= SHORTEST_TOKEN) return token;
  throw new StartError(
    `With --listen a token of at least ${SHORTEST_TOKEN} characters has to be in the variable ${TOKEN_VARIABLE}.`,
  );
}
