/**
 * Rotates the key of a folder in a process of its own, and kills that with SIGKILL when a line of the log has the words
 * given: `rotate-and-die.ts FOLDER WORDS`. Without a line that fits it prints `finished`.
 */
import { FakeHost } from "../../support/fake-host.ts";
import { openKeyedHome } from "./keys-support.ts";

const [folder = "", words = ""] = process.argv.slice(2);
const host = new FakeHost();
host.log.debug = (message) => {
  if (!message.includes(words)) return 0;
  process.kill(process.pid, "SIGKILL");
  return 0;
};
const home = await openKeyedHome(folder, { host });
await home.keys.rotate();
while (home.keys.status().rotating) await new Promise((resolve) => setTimeout(resolve, 20));
await home.close();
process.stdout.write("finished\n");
