import { resolve } from "node:path";
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { phraseOf } from "../keys/phrase.ts";
import { StartError } from "../start-error.ts";
import { findKey, keyFileIn } from "../store/key-encryption-key.ts";
import { backUp } from "./back-up.ts";
import { restore } from "./restore.ts";

type Tool = (argv: readonly string[], env: NodeJS.ProcessEnv) => Promise<string[]>;

/** What the command line can do beside starting the hub; each answers the lines that it prints. @throws StartError */
export const tools: Readonly<Record<string, Tool>> = {
  backup: async (argv, env) => {
    const usage = "npm run backup -- FILE [--data DIR] [--with-key]";
    const { values, file } = parse(argv, usage, { "with-key": { type: "boolean" } });
    return backUp({ folder: folderOf(values, env), file: required(file, usage), withKey: !!values["with-key"], env });
  },
  restore: async (argv, env) => {
    const usage = "npm run restore -- FILE [--data DIR] [--phrase-file FILE | --key-file FILE | --without-key]";
    const { values, file } = parse(argv, usage, {
      "phrase-file": { type: "string" },
      "key-file": { type: "string" },
      "without-key": { type: "boolean" },
    });
    return restore({
      folder: folderOf(values, env),
      file: required(file, usage),
      phraseFile: text(values["phrase-file"]),
      keyFile: text(values["key-file"]),
      withoutKey: !!values["without-key"],
      env,
    });
  },
  key: async (argv, env) => {
    const { values } = parse(argv, "npm run key -- [--data DIR] [--phrase]", { phrase: { type: "boolean" } });
    const folder = folderOf(values, env);
    const key = await findKey(keyFileIn(folder), env);
    if (!key) throw new StartError(`There is no key in ${folder}. Name the data folder with --data.`);
    return [`The key ${key.id} comes from ${key.source}.`, ...(values.phrase ? [phraseOf(key.bytes)] : [])];
  },
};

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function parse(
  argv: readonly string[],
  usage: string,
  options: ParseArgsOptionsConfig,
): { values: Values; file?: string } {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { data: { type: "string" }, ...options },
    });
    const [file, another] = positionals;
    if (another !== undefined) throw new Error(`One file only, and not “${another}” too`);
    return { values: values as Values, ...(file !== undefined && { file }) };
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]+(?:\s|$)/);
    throw new StartError(`${sentence}. It is used so: ${usage}`);
  }
}

const text = (value: Values[string]): string | undefined => (typeof value === "string" ? value : undefined);

const folderOf = ({ data }: Values, env: NodeJS.ProcessEnv): string => resolve(text(data) || env.DATA_DIR || "data");

function required(file: string | undefined, usage: string): string {
  if (file) return resolve(file);
  throw new StartError(`The file is missing. It is used so: ${usage}`);
}
