/** What a person does on the plugin's page, in English. */
import type { Locator, Page } from "playwright-core";

export const PAGE = "/config/application_credentials";
export const PANEL = "/application_credentials";

/** The page's element, in Home Assistant's frame or below a head of its own. */
export const pageElement = (page: Page): Locator => page.locator("ac-home-assistant-page");

export const rowOf = (page: Page, name: string): Locator =>
  page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

export const listed = (page: Page, name: string): Promise<void> => rowOf(page, name).waitFor();

/** The open dialog with this heading, and what it shows. */
export const dialogOf = (page: Page, heading: string | RegExp): Locator =>
  page.locator("ac-dialog").filter({ has: page.getByRole("heading", { name: heading }) });

export async function openRowMenu(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: "Edit" }).waitFor();
}

export async function chooseInRowMenu(page: Page, name: string, command: "Edit" | "Delete"): Promise<void> {
  await openRowMenu(page, name);
  await page.getByRole("menuitem", { name: command }).click();
}

/** A command of the menu in the page's head. */
export async function chooseInHeadMenu(page: Page, command: RegExp): Promise<void> {
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: command }).click();
}

export interface FormFields {
  readonly name?: string;
  readonly clientId?: string;
  readonly secret?: string;
}

export async function fillForm(page: Page, { name, clientId, secret }: FormFields): Promise<void> {
  if (name !== undefined) await page.getByRole("textbox", { name: "Name" }).fill(name);
  if (clientId !== undefined) await page.getByRole("textbox", { name: "OAuth client ID" }).fill(clientId);
  if (secret !== undefined) await page.getByRole("textbox", { name: "OAuth client secret" }).fill(secret);
}

export async function openAddDialog(page: Page, integration: string): Promise<Locator> {
  await page.getByRole("button", { name: "Add credential" }).click();
  await page.getByRole("combobox", { name: "Integration" }).fill(integration);
  await page.getByRole("option", { name: integration }).click();
  return dialogOf(page, "Add credential");
}

/** Of Devices & services, once its entries are there; 2024 may show them by their domains. @returns the page's own entry. */
export async function openOverflowMenu(page: Page): Promise<Locator> {
  await page.locator('[href="/config/integrations/integration/acme_raw"]').first().waitFor();
  await page.locator("ha-integration-overflow-menu ha-icon-button").first().click();
  const entry = page.locator(`ha-integration-overflow-menu [href="${PAGE}"]`).first();
  await entry.waitFor();
  return entry;
}
