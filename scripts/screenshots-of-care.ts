/** The part of the tour that takes care of credentials: check, rotate, move, own providers, the key, files. */
import type { Page } from "playwright-core";

/** Takes one picture of the page for each width and scheme. */
export type Picture = (page: Page, name: string) => Promise<void>;
export type Go = (path: string) => Promise<unknown>;

const PAGE = "/config/application_credentials";

const chooseInRow = async (page: Page, row: string, command: string): Promise<void> => {
  await page.getByRole("button", { name: `Actions for ${row}` }).click();
  await page.getByRole("menuitem", { name: command }).click();
};

/** @param provider the demo provider's origin, whose console makes the second client. */
export async function tourOfCare(page: Page, go: Go, picture: Picture, provider: string): Promise<void> {
  await go(PAGE);
  await chooseInRow(page, "Old phone", "Check");
  await page.getByText(/It is asked again in|does not accept|can't be told/).waitFor();
  await picture(page, "check");
  await page.keyboard.press("Escape");
  await rotate(page, go, picture);
  await move(page, go, picture, provider);
  await ownProvider(page, go, picture);
  await keyAndFiles(page, go, picture);
}

async function rotate(page: Page, go: Go, picture: Picture): Promise<void> {
  await go(PAGE);
  await chooseInRow(page, "Demo Calendar", "Change secret…");
  await page.getByRole("textbox", { name: /New client secret/ }).fill("another-secret-of-some-length-1a2b");
  await picture(page, "rotate");
  await page.getByRole("button", { name: "Use new secret" }).click();
  await page.getByRole("button", { name: "Use it anyway" }).click();
  await page.getByText("Demo Calendar has a new secret").waitFor();
  await picture(page, "rotate-notice");
  await page.getByRole("button", { name: "Go back to the old secret" }).click();
  await page.getByText("Demo Calendar has a new secret").waitFor({ state: "detached" });
}

async function move(page: Page, go: Go, picture: Picture, provider: string): Promise<void> {
  const made = await page.request.post(`${provider}/console/api/clients`, { data: { name: "Second calendar" } });
  const { client_id, client_secret } = (await made.json()) as { client_id: string; client_secret: string };
  await page.getByRole("button", { name: "Add credential" }).click();
  await page.getByRole("combobox", { name: "Integration" }).fill("Demo Calendar");
  await page.getByRole("option", { name: "Demo Calendar" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Second calendar");
  await page.getByLabel("OAuth client ID").fill(client_id);
  await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(client_secret);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Credential saved").waitFor();
  await go(PAGE);
  await chooseInRow(page, "Demo Calendar", "Move entries…");
  await page.getByRole("combobox", { name: "Move to" }).click();
  await page.getByRole("option", { name: /Second calendar/ }).click();
  await picture(page, "move");
  await page.getByRole("button", { name: "Move 1 account" }).click();
  await page.getByText(/waits for a sign-in with “Second calendar”/).waitFor();
  await picture(page, "move-done");
  await go(PAGE);
  await page.getByRole("row", { name: /Second calendar/ }).waitFor();
  await picture(page, "list-moving");
}

async function ownProvider(page: Page, go: Go, picture: Picture): Promise<void> {
  await go(PAGE);
  await page.getByRole("button", { name: "Add credential" }).click();
  await page.getByRole("combobox", { name: "Integration" }).click();
  await page.getByRole("option", { name: "Another provider…" }).click();
  await page.getByRole("textbox", { name: "Provider", exact: true }).fill("Club cloud");
  await picture(page, "own-provider");
  await page.getByRole("textbox", { name: "Issuer", exact: true }).fill("https://127.0.0.2:8443");
  await page.getByRole("button", { name: "Look up" }).click();
  await page.getByText("Is 127.0.0.2 on your own network?").waitFor();
  await picture(page, "own-provider-consent");
}

async function keyAndFiles(page: Page, go: Go, picture: Picture): Promise<void> {
  await go(PAGE);
  await page.getByRole("button", { name: "More" }).click();
  await picture(page, "page-menu");
  await page.getByRole("menuitem", { name: "Keys and backup" }).click();
  await page.getByText("Not saved yet").waitFor();
  await picture(page, "keys");
  await page.getByRole("button", { name: "Rotate key…" }).click();
  await page.getByText("makes a new key").waitFor();
  await picture(page, "keys-rotate");
  await page.getByRole("button", { name: "Rotate key", exact: true }).click();
  await page.getByText("The key is rotated").waitFor();
  await page.getByRole("button", { name: "Save the key…" }).last().click();
  await page.getByText("24 words to write down").waitFor();
  await picture(page, "keys-save");
}
