/** The part of the tour that shows the hub as a provider: applications, consent, and what people let in. */
import type { Page } from "playwright-core";
import type { Go, Picture } from "./screenshots-of-care.ts";

const PAGE = "/config/oauth_applications";

const chooseInMenu = async (page: Page, item: string): Promise<void> => {
  await page.getByRole("button", { name: "Menu of Demo Dashboard" }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

const closeDialog = async (page: Page, button: string): Promise<void> => {
  await page.getByRole("button", { name: button, exact: true }).last().click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
};

/** @param provider the demo provider's origin, where the Demo Dashboard is. */
export async function tourOfApplications(page: Page, go: Go, picture: Picture, provider: string): Promise<void> {
  await go("/application_access");
  await page.getByRole("heading", { name: "No application has access" }).waitFor();
  await picture(page, "access-empty");
  await go(PAGE);
  await page.getByRole("heading", { name: "No applications yet" }).waitFor();
  await picture(page, "applications-empty");
  await register(page, picture, `${provider}/dashboard/callback`);
  const { id, secret } = await takeSecret(page, picture);
  await letIn(page, picture, provider, id, secret);
  await askWrongly(page, picture, provider, id);
  await go(PAGE);
  await lookAfter(page, picture);
  await go("/application_access");
  await page.getByRole("button", { name: "End access" }).waitFor();
  await picture(page, "access");
  await page.getByRole("button", { name: "End access" }).click();
  await page.getByRole("heading", { name: "End the access of Demo Dashboard?" }).waitFor();
  await picture(page, "access-end");
}

async function register(page: Page, picture: Picture, redirectUri: string): Promise<void> {
  await page.getByRole("button", { name: "Add application" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("Demo Dashboard");
  const uris = page.getByLabel("Redirect URIs");
  await uris.fill("https://app.example.com/cb\nhttp://app.example.com/cb\nnonsense");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Line 3:").waitFor();
  await picture(page, "applications-errors");
  await uris.fill(redirectUri);
  for (const name of ["Know who you are", "See your profile", "See integrations and their state"])
    await page.getByRole("switch", { name }).press("Space");
  await picture(page, "applications-add");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByRole("heading", { name: "Demo Dashboard is registered" }).waitFor();
}

async function takeSecret(page: Page, picture: Picture): Promise<{ id: string; secret: string }> {
  await picture(page, "applications-secret");
  await page.keyboard.press("Escape");
  await page.getByText("Close without the secret?").waitFor();
  await picture(page, "applications-secret-kept");
  await page.getByRole("button", { name: "Stay here" }).click();
  await page.getByRole("button", { name: "Show secret" }).click();
  const secret = (await page.getByText(/^acs_/).textContent()) ?? "";
  const id = (await page.getByText(/^[0-9a-f]{32}$/).textContent()) ?? "";
  await page.getByRole("checkbox", { name: "I have saved the secret" }).press("Space");
  await closeDialog(page, "Done");
  await picture(page, "applications-list");
  return { id: id.trim(), secret: secret.trim() };
}

async function letIn(page: Page, picture: Picture, provider: string, id: string, secret: string): Promise<void> {
  await page.goto(`${provider}/dashboard`);
  await picture(page, "demo-dashboard-start");
  await page.getByLabel("Client ID").fill(id);
  await page.getByLabel("Client secret").fill(secret);
  await page.getByRole("button", { name: "Sign in with the hub" }).click();
  await page.getByRole("button", { name: "Allow" }).waitFor();
  await picture(page, "consent");
  await page.getByRole("button", { name: "Allow" }).click();
  await page.getByRole("button", { name: "Renew the access" }).waitFor();
  await picture(page, "demo-dashboard");
}

/** A request with a slash too much. */
async function askWrongly(page: Page, picture: Picture, provider: string, id: string): Promise<void> {
  const [hub] = await Promise.all([
    page.waitForRequest((request) => request.url().includes("/oauth/authorize")),
    page.goto(`${provider}/dashboard`).then(async () => {
      await page.getByRole("button", { name: "Sign out" }).click();
      await page.getByLabel("Client ID").fill(id);
      await page.getByLabel("Client secret").fill("wrong");
      await page.getByRole("button", { name: "Sign in with the hub" }).click();
    }),
  ]);
  const url = new URL(hub.url());
  url.searchParams.set("redirect_uri", `${url.searchParams.get("redirect_uri")}/`);
  await page.goto(url.href);
  await page.getByRole("heading", { name: /can't answer this application/ }).waitFor();
  await picture(page, "application-refused");
}

async function lookAfter(page: Page, picture: Picture): Promise<void> {
  await page.getByRole("button", { name: "Menu of Demo Dashboard" }).click();
  await picture(page, "applications-menu");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Demo Dashboard", exact: true }).click();
  await page.getByText(/1 request used/).waitFor();
  await picture(page, "applications-edit");
  await closeDialog(page, "Cancel");
  await chooseInMenu(page, "New secret…");
  await picture(page, "applications-rotate");
  await closeDialog(page, "Cancel");
  await chooseInMenu(page, "Access…");
  await page.getByRole("button", { name: "End access" }).waitFor();
  await picture(page, "applications-access");
  await closeDialog(page, "Close");
  await chooseInMenu(page, "Delete");
  await page.getByText("1 person uses it.").waitFor();
  await picture(page, "applications-delete");
  await closeDialog(page, "Cancel");
  await page.getByRole("button", { name: "Settings", exact: true }).click();
  await page.getByRole("checkbox", { name: /Applications may register themselves/ }).press("Space");
  await picture(page, "applications-settings");
  await closeDialog(page, "Cancel");
}
