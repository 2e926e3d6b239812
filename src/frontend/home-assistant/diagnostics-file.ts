import type { Client } from "../client.ts";
import { moduleVersion } from "./version.ts";

/**
 * Has the browser save what a report of a fault needs, as a JSON file.
 * @throws CallError
 */
export async function saveDiagnostics(client: Client): Promise<void> {
  const answer = await client.call("application_credentials/home_assistant/diagnostics", {});
  const text = JSON.stringify({ ...answer, page: { version: moduleVersion } }, undefined, 2);
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const day = new Date().toISOString().slice(0, 10);
  Object.assign(document.createElement("a"), {
    href: url,
    download: `application_credentials-diagnostics-${day}.json`,
  }).click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
