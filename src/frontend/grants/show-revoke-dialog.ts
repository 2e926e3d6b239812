import type { LitElement } from "lit";
import type { Grant } from "../../protocol/grants.ts";

/** Asks before a grant is ended. @returns whether it was. */
export async function showRevokeDialog(host: LitElement, grant: Grant): Promise<boolean> {
  const [{ openDialog }, { AcRevokeDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./revoke-dialog.ts"),
  ]);
  const dialog = Object.assign(new AcRevokeDialog(), { grant });
  await openDialog(host, dialog);
  return dialog.revoked;
}
