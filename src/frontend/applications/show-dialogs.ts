import type { LitElement } from "lit";
import type { Application } from "../../protocol/applications.ts";

/** What the dialogs need to know of the hub. */
export interface HubFacts {
  /** The scopes that it offers. */
  readonly offered: readonly string[];
  readonly issuer: string;
}

const dialogs = () => import("../dialog-element.ts");

/** Each loads its dialog, opens it, and resolves when it is closed. */
export async function showAddDialog(host: LitElement, facts: HubFacts): Promise<void> {
  const [{ openDialog }, { AcAddApplicationDialog }] = await Promise.all([dialogs(), import("./add-dialog.ts")]);
  await openDialog(host, Object.assign(new AcAddApplicationDialog(), facts));
}

export async function showEditDialog(host: LitElement, application: Application, { offered }: HubFacts): Promise<void> {
  const [{ openDialog }, { AcEditApplicationDialog }] = await Promise.all([dialogs(), import("./edit-dialog.ts")]);
  await openDialog(host, Object.assign(new AcEditApplicationDialog(), { application, offered }));
}

export async function showRotateDialog(
  host: LitElement,
  application: Application,
  { issuer }: HubFacts,
): Promise<void> {
  const [{ openDialog }, { AcRotateApplicationDialog }] = await Promise.all([dialogs(), import("./rotate-dialog.ts")]);
  await openDialog(host, Object.assign(new AcRotateApplicationDialog(), { application, issuer }));
}

/** @returns whether it was deleted. */
export async function showDeleteDialog(host: LitElement, application: Application): Promise<boolean> {
  const [{ openDialog }, { AcDeleteApplicationDialog }] = await Promise.all([dialogs(), import("./delete-dialog.ts")]);
  const dialog = Object.assign(new AcDeleteApplicationDialog(), { application });
  await openDialog(host, dialog);
  return dialog.deleted;
}

export async function showAccessDialog(host: LitElement, application: Application): Promise<void> {
  const [{ openDialog }, { AcApplicationAccessDialog }] = await Promise.all([dialogs(), import("./access-dialog.ts")]);
  await openDialog(host, Object.assign(new AcApplicationAccessDialog(), { application }));
}

export async function showProviderDialog(host: LitElement, { offered }: HubFacts): Promise<void> {
  const [{ openDialog }, { AcProviderDialog }] = await Promise.all([dialogs(), import("./provider-dialog.ts")]);
  await openDialog(host, Object.assign(new AcProviderDialog(), { offered }));
}
