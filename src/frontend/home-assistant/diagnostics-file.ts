import type { Client } from "../client.ts";
import { saveFile } from "../save-file.ts";
import { moduleVersion } from "./version.ts";

/**
 * Has the browser save what a report of a fault needs, as a JSON file.
 * @throws CallError
 */
export async function saveDiagnostics(client: Client): Promise<void> {
  const answer = await client.call("application_credentials/home_assistant/diagnostics", {});
  const text = JSON.stringify({ ...answer, page: { version: moduleVersion } }, undefined, 2);
  const day = new Date().toISOString().slice(0, 10);
  saveFile(`application_credentials-diagnostics-${day}.json`, text, "application/json");
}
