/** What a person does on Home Assistant's own page and dialogs of application credentials, in 2024 and in 2026. */
import type { Locator, Page } from "playwright-core";
import { eventually } from "../../support/eventually.ts";

/** The form of its own dialog, also where a flow asks for what it lacks. */
export async function fillCoreForm(page: Page, [name, id, secret]: readonly [string, string, string]): Promise<void> {
  await page.getByText("Make an OAuth client in the").waitFor();
  // What is typed before the dialog listens gets lost, and its button stays disabled.
  await eventually("the filled form", async () => {
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByRole("textbox", { name: /OAuth client ID/i }).fill(id);
    await page.getByRole("textbox", { name: /OAuth client secret/i }).fill(secret);
    return coreAddButton(page).isEnabled();
  });
}

/**
 * Home Assistant's own dialogs lose a click or a word while they draw. A person would load the page anew and begin again,
 * and so does this, twice; nothing may have been sent by then.
 */
export async function begunAgain(page: Page, steps: () => Promise<void>): Promise<void> {
  for (let left = 2; left > 0; left -= 1) {
    const done = await steps().then(
      () => true,
      () => false,
    );
    if (done) return;
    await page.reload();
  }
  await steps();
}

export const coreAddButton = (page: Page): Locator => page.getByRole("button", { name: "Add", exact: true });

/** Chooses from the list of all integrations: a combo box in 2024, a button with a list of its own in 2026. */
export async function chooseIntegration(page: Page, integration: string): Promise<void> {
  const combobox = page.getByRole("combobox", { name: "Integration" });
  const opener = page.getByRole("button", { name: "Integration *" });
  await combobox.or(opener).first().waitFor();
  if (await combobox.isVisible()) await combobox.fill(integration);
  else {
    await opener.click();
    // It searches only once it has drawn the whole list.
    await page.getByRole("option").first().waitFor();
    await page.getByRole("dialog", { name: "Integration", exact: true }).getByRole("textbox").fill(integration);
  }
  const option = page.getByRole("option", { name: integration });
  await option.click();
  // What is typed while the list closes gets lost.
  await option.waitFor({ state: "detached" });
}

/**
 * Up to its answer, by the command for all that are chosen: the row's own menu of 2026 deletes too, and says nothing when
 * that fails.
 */
export async function deleteOnCorePage(page: Page, name: string): Promise<void> {
  const confirm = page.getByRole("button", { name: /^(?:Remove|Delete)$/ });
  await begunAgain(page, async () => {
    const row = page.getByRole("row", { name });
    await row.waitFor();
    const selection = page.getByRole("button", { name: "Enter selection mode" });
    if (await selection.isVisible()) await selection.click();
    await row.locator("ha-checkbox").click();
    await page.getByRole("button", { name: /^(?:Remove|Delete) selected$/ }).click();
    await confirm.waitFor();
  });
  await confirm.click();
}

/** The person's part at the provider, whose pages are those of `oidc-provider` for development; the window closes itself. */
export async function signInInPopup(popup: Page, name: string): Promise<void> {
  const closed = popup.waitForEvent("close");
  await popup.getByRole("textbox", { name: "Enter any login" }).fill(name);
  await popup.getByRole("textbox", { name: "and password" }).fill("any");
  await popup.getByRole("button", { name: "Sign-in" }).click();
  await popup.getByRole("button", { name: "Continue" }).click();
  await closed;
}
