import type { LitElement } from "lit";
import type { IntegrationStatus } from "./status-controller.ts";

/** Loads and opens the dialog that removes Home Assistant's own file. */
export async function showRemovePlainTextDialog(
  host: LitElement,
  plainText: IntegrationStatus["plain_text"],
): Promise<void> {
  const [{ openDialog }, { AcRemovePlainTextDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./remove-plain-text-dialog.ts"),
  ]);
  await openDialog(host, Object.assign(new AcRemovePlainTextDialog(), { plainText }));
}
