import type { LitElement } from "lit";
import type { KeyState } from "../../protocol/keys.ts";

/** Loads and opens the dialog that asks before the key is changed. */
export async function showRotateKeyDialog(host: LitElement, place: KeyState["place"]): Promise<void> {
  const [{ openDialog }, { AcRotateKeyDialog }] = await Promise.all([
    import("../dialog-element.ts"),
    import("./rotate-key-dialog.ts"),
  ]);
  await openDialog(host, Object.assign(new AcRotateKeyDialog(), { place }));
}
