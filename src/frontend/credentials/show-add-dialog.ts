import type { LitElement } from "lit";
import type { CredentialsConfig } from "./credentials-controller.ts";

/**
 * Loads and opens the dialog that adds a credential.
 * @param known the ids that there are.
 * @param domain the integration that is chosen already; blank: none.
 */
export async function showAddDialog(
  host: LitElement,
  config: CredentialsConfig,
  known: ReadonlySet<string>,
  domain = "",
): Promise<void> {
  const [{ openDialog }, { AcAddDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./add-dialog.ts"),
  ]);
  await openDialog(host, Object.assign(new AcAddDialog(), { config, known, domain }));
}
