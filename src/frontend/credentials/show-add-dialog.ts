import type { LitElement } from "lit";
import type { CredentialsConfig } from "./credentials-controller.ts";

/**
 * Loads and opens the dialog that adds a credential.
 * @param known the ids that there are.
 */
export async function showAddDialog(
  host: LitElement,
  config: CredentialsConfig,
  known: ReadonlySet<string>,
): Promise<void> {
  const [{ openDialog }, { AcAddDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./add-dialog.ts"),
  ]);
  await openDialog(host, Object.assign(new AcAddDialog(), { config, known }));
}
