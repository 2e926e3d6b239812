import { parseArgs } from "node:util";
import { StartError } from "./backend/start-error.ts";

/** What the command line and the environment decide; PROTOCOL section 1. */
export interface Options {
  readonly host: string;
  readonly port: number;
  readonly data: string;
  readonly publicUrl: string | undefined;
  readonly demo: boolean;
  /** The demo offers a ready-made client too, as a hub's own cloud does. */
  readonly demoCloud: boolean;
}

const USAGE = "npm start -- --port 8350 --host 127.0.0.1 --data DIR --public-url URL --no-demo --demo-cloud";

/** The command line goes before the environment; what is empty is not given. @throws StartError naming the option. */
export function readOptions(argv: readonly string[], env: NodeJS.ProcessEnv): Options {
  const { port, host, data, demo = true, "demo-cloud": demoCloud = false, "public-url": publicUrl } = parse(argv);
  if (demoCloud && !demo) throw new StartError("--demo-cloud is a part of the demo, which --no-demo leaves out.");
  return {
    host: host || env.HOST || "127.0.0.1",
    port: parsePort(port || env.PORT || "8350"),
    data: data || env.DATA_DIR || "data",
    publicUrl: publicUrl || env.PUBLIC_URL || undefined,
    demo,
    demoCloud,
  };
}

function parse(argv: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...argv],
      allowNegative: true,
      options: {
        port: { type: "string" },
        host: { type: "string" },
        data: { type: "string" },
        "public-url": { type: "string" },
        demo: { type: "boolean" },
        "demo-cloud": { type: "boolean" },
      },
    });
    return values;
  } catch (error) {
    const [sentence] = (error as Error).message.split(/[.\n]+(?:\s|$)/);
    throw new StartError(`${sentence}. The options are: ${USAGE}`);
  }
}

function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new StartError(`The port has to be a number from 0 to 65535, not “${text}”.`);
}
