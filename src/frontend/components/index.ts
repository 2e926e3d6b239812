/** The elements that the plugin's pages and the embedded hub's shell are made of. Their texts come as properties. */
export { AcAlert } from "./alert.ts";
export { AcBadge } from "./badge.ts";
export { AcButton } from "./button.ts";
export { AcCombobox, type AcOption } from "./combobox.ts";
export { AcCopyButton } from "./copy-button.ts";
export { AcDialog } from "./dialog.ts";
export { AcIcon } from "./icon.ts";
export { AcIconButton } from "./icon-button.ts";
export { AcMenu, type AcMenuItem } from "./menu.ts";
export { AcSecretField } from "./secret-field.ts";
export { AcSelect } from "./select.ts";
export { AcSpinner } from "./spinner.ts";
export type { AcColumn, AcRow, AcTableTexts } from "./table/column.ts";
export { AcTable } from "./table/table.ts";
export { AcTextField } from "./text-field.ts";
export { AcTime } from "./time.ts";
export { AcTruncated } from "./truncated.ts";
