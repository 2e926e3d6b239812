import type { ResultOf } from "../../protocol/command.ts";
import * as rows from "../../protocol/credentials-file.ts";
import { type CommandHandler, handle } from "../commands.ts";
import type { Credentials } from "../credentials/credentials.ts";
import type { CredentialsHost } from "../host.ts";
import { Comparison, previewOf } from "./comparison.ts";
import { importItems } from "./import-items.ts";

/** Credentials from a file of Home Assistant's, and a list of them for a file. */
export function credentialsFileCommands(credentials: Credentials, host: CredentialsHost): CommandHandler[] {
  return [
    handle(rows.previewFile, async ({ items }) => {
      const comparison = new Comparison(credentials, host);
      const judge = async (item: unknown) => previewOf(item, await comparison.judge(item));
      return { items: await Promise.all(items.map(judge)) };
    }),
    handle(rows.importFile, async ({ items, replace = false }) => ({
      results: await importItems({ credentials, host }, items, replace),
    })),
    handle(rows.exportFile, () => listOf(credentials)),
  ];
}

const listOf = (credentials: Credentials): ResultOf<typeof rows.exportFile> => ({
  format: rows.LIST_FORMAT,
  version: rows.LIST_VERSION,
  exported_at: new Date().toISOString(),
  secrets: false,
  credentials: credentials.all().map(({ client_secret_hint: _hint, ...item }) => item),
});
