/**
 * A process that does nothing but refresh: the real plugin on a real store, asked for a token again and again.
 * Prints each token that it was handed, and ends when a person would have to sign in.
 */
import { refreshingPlugin, software } from "./refreshing-plugin.ts";

const [folder, origin] = process.argv.slice(2) as [string, string];
const { host } = await refreshingPlugin(folder, origin);
for (;;) {
  const { result, error } = await host.call("application_credentials/token", { entry_id: "e1" }, software);
  if (error?.code === "reauth_required") {
    process.stdout.write(`reauth ${JSON.stringify([host.reauths.length, error.message])}\n`);
    process.exit(0);
  }
  // A pipe is written at once on Linux: what was handed out is seen, whenever the kill comes.
  process.stdout.write(
    error ? `error ${error.code} ${error.message}\n` : `token ${(result as { access_token: string }).access_token}\n`,
  );
  if (error) process.exit(2);
}
