import type { Localize, TextKey } from "../localize.ts";

/** What is typed about a credential. */
export interface FormValues {
  readonly name: string;
  readonly client_id: string;
  readonly client_secret: string;
}

export type FormNotes = Readonly<Partial<Record<keyof FormValues, string>>>;

export const EMPTY: FormValues = { name: "", client_id: "", client_secret: "" };

/** Whether a provider could be asked about it. */
export const isComplete = ({ client_id, client_secret }: FormValues): boolean =>
  client_id.trim() !== "" && client_secret.trim() !== "";

/** Whether what was said about the one holds no more for the other. */
export const clientChanged = (before: FormValues, after: FormValues): boolean =>
  before.client_id.trim() !== after.client_id.trim() || before.client_secret.trim() !== after.client_secret.trim();

/** What hinders saving, by field. The hub strips blanks at both ends, so only blanks are as good as nothing. */
export function formErrors(values: FormValues, secretRequired: boolean, localize: Localize): FormNotes {
  const missing: TextKey = "form.required";
  return {
    ...(values.client_id.trim() === "" && { client_id: localize(missing) }),
    ...(secretRequired && values.client_secret.trim() === "" && { client_secret: localize(missing) }),
  };
}

/** What looks like a slip, by field; it does not hinder saving. */
export function formWarnings({ client_id, client_secret }: FormValues, localize: Localize): FormNotes {
  const id = client_id.trim();
  const secret = client_secret.trim();
  const same = secret !== "" && secret === id;
  return {
    ...(/\s/.test(id) && { client_id: localize("form.inner_space") }),
    ...(/\s/.test(secret) && !secret.startsWith("-----BEGIN") && { client_secret: localize("form.inner_space") }),
    ...(same && { client_secret: localize("form.secret_equals_id") }),
  };
}
