/** An owner registers an application, lets it in, looks after it and deletes it: R22–R39, F40–F48. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { type TestContext } from "node:test";
import type { Page } from "playwright-core";
import { connectAccount, makeOwner, openWindow } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** `SCREENSHOTS=FOLDER` keeps pictures of the pages. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function openApplications(page: Page): Promise<void> {
  await page.getByRole("button", { name: "More options" }).click();
  await page.getByRole("menuitem", { name: "OAuth applications" }).click();
  await page.waitForURL("**/config/oauth_applications");
}

async function chooseInMenu(page: Page, item: string): Promise<void> {
  await page.getByRole("button", { name: "Menu of Demo Dashboard" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

interface Credentials {
  readonly id: string;
  readonly secret: string;
}

/** The downloaded text file, which is the only place where the whole of it is read. */
async function download(page: Page, t: Pick<TestContext, "after">): Promise<{ name: string; text: string }> {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download as text file" }).click(),
  ]);
  const path = join(temporaryFolder(t), "file.txt");
  await file.saveAs(path);
  return { name: file.suggestedFilename(), text: await readFile(path, "utf8") };
}

async function signIn(dashboard: Page, { id, secret }: Credentials): Promise<void> {
  await dashboard.getByLabel("Client ID").fill(id);
  await dashboard.getByLabel("Client secret").fill(secret);
  await dashboard.getByRole("button", { name: "Sign in with the hub" }).click();
}

test("register, sign in, edit, rotate, revoke, delete", { timeout: 180_000 }, async (t) => {
  const hub = await startHubProcess(t, { data: temporaryFolder(t), demo: true });
  const { page, context } = await openWindow(t);
  await makeOwner(page, hub.origin);
  await connectAccount(page, "Demo Calendar", "Anna");
  const console_ = await page.evaluate("fetch('/api/onboarding').then(() => location.origin)");
  assert.equal(console_, hub.origin);
  const provider = await providerOf(page);
  const dashboard = await context.newPage();
  let made: Credentials = { id: "", secret: "" };

  await t.test("the page is empty at first, and says what it is for", async () => {
    await page.bringToFront();
    await openApplications(page);
    await page.getByRole("heading", { name: "No applications yet" }).waitFor();
    await picture(page, "applications-empty");
  });

  await t.test("R28, R30: every line is judged, and one permission is needed", async () => {
    await page.bringToFront();
    await page.getByRole("button", { name: "Add application" }).first().click();
    await page.getByRole("textbox", { name: "Name" }).fill("Demo Dashboard");
    await page.getByLabel("Redirect URIs").fill("https://app.example.com/cb\nhttp://app.example.com/cb\nnonsense");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByText("Line 2: must be https").waitFor();
    await page.getByText("Line 3: must be a whole address").waitFor();
    await page.getByText("Choose at least one permission.").waitFor();
    await picture(page, "applications-errors");
  });

  await t.test("R31–R36: client ID and secret are shown once, and downloaded as a file", async () => {
    await page.bringToFront();
    await page.getByLabel("Redirect URIs").fill(`${provider}/dashboard/callback`);
    for (const name of ["Know who you are", "See your profile", "See integrations and their state"])
      await page.getByRole("switch", { name }).press("Space");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("heading", { name: "Demo Dashboard is registered" }).waitFor();
    assert.equal(await page.getByText(/acs_/).count(), 0);
    await picture(page, "applications-once");
    await page.keyboard.press("Escape");
    await page.getByText("Close without the secret?").waitFor();
    await page.getByRole("button", { name: "Stay here" }).click();
    await page.getByRole("button", { name: "Show secret" }).click();
    const secret = (await page.getByText(/acs_/).textContent()) ?? "";
    const { name, text } = await download(page, t);
    assert.equal(name, "demo-dashboard-oauth-credentials.txt");
    const id = /^Client ID: (.+)$/m.exec(text)?.[1] ?? "";
    assert.match(text, new RegExp(`^Issuer: ${hub.origin}$`, "m"));
    assert.match(text, new RegExp(`^Client secret: ${secret}$`, "m"));
    assert.match(text, new RegExp(`^Redirect URI: ${provider}/dashboard/callback$`, "m"));
    assert.match(text, /^Date: \d{4}-\d\d-\d\dT/m);
    made = { id, secret };
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("row", { name: /Demo Dashboard/ }).waitFor();
    assert.equal(await page.getByText(/acs_/).count(), 0);
    await picture(page, "applications-list");
  });

  await t.test("S34: a person is asked in plain words, and denies", async () => {
    await dashboard.bringToFront();
    await dashboard.goto(`${provider}/dashboard`);
    await picture(dashboard, "dashboard-start");
    await signIn(dashboard, made);
    await dashboard.getByRole("heading", { name: "Demo Dashboard wants access to your account" }).waitFor();
    await dashboard.getByText(`You will be sent back to an app on this device.`).waitFor();
    await dashboard.getByText("You are signed in as Anna.").waitFor();
    await picture(dashboard, "consent");
    await dashboard.setViewportSize({ width: 390, height: 800 });
    await picture(dashboard, "consent-phone");
    await dashboard.setViewportSize({ width: 1280, height: 800 });
    await dashboard.getByRole("button", { name: "Deny" }).click();
    await dashboard.getByText("You did not let the dashboard in.").waitFor();
  });

  await t.test("the dashboard lists the hub's entries with its token, and is remembered", async () => {
    await dashboard.bringToFront();
    await signIn(dashboard, made);
    await dashboard.getByRole("button", { name: "Allow" }).click();
    await dashboard.getByText("You are signed in as Anna.").waitFor();
    await dashboard.getByText("Anna (demo_calendar): loaded").waitFor();
    await picture(dashboard, "dashboard");
    await dashboard.getByRole("button", { name: "Renew the access" }).click();
    await dashboard.getByText("The access was renewed.").waitFor();
    await dashboard.getByRole("button", { name: "Sign out" }).click();
    await signIn(dashboard, made);
    await dashboard.getByText("Anna (demo_calendar): loaded").waitFor();
  });

  await t.test(
    "R38: editing keeps the secret; S31: a scope that is taken away is refused at the next call",
    async () => {
      await page.bringToFront();
      await page.getByRole("button", { name: "Demo Dashboard", exact: true }).click();
      await page.getByRole("switch", { name: "See integrations and their state" }).press("Space");
      await picture(page, "applications-edit");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await dashboard.bringToFront();
      await dashboard.goto(`${provider}/dashboard`);
      await dashboard.getByText("The application needs the scope entries:read.").waitFor();
      await page.bringToFront();
      await page.getByRole("button", { name: "Demo Dashboard", exact: true }).click();
      await page.getByRole("switch", { name: "See integrations and their state" }).press("Space");
      await page.getByRole("button", { name: "Save", exact: true }).click();
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await dashboard.bringToFront();
      await dashboard.reload();
      await dashboard.getByText("Anna (demo_calendar): loaded").waitFor();
    },
  );

  await t.test("both secrets work after a rotation, until the old one is ended", async () => {
    await page.bringToFront();
    await chooseInMenu(page, "New secret…");
    await page.getByRole("heading", { name: "New secret for Demo Dashboard" }).waitFor();
    await picture(page, "applications-rotate");
    await page.getByRole("button", { name: "Make a new secret" }).click();
    await page.getByRole("heading", { name: "The new secret of Demo Dashboard" }).waitFor();
    const { text } = await download(page, t);
    const secret = /^Client secret: (.+)$/m.exec(text)?.[1] ?? "";
    assert.notEqual(secret, made.secret);
    await page.getByRole("button", { name: "Done" }).click();
    const renew = async () => dashboard.getByRole("button", { name: "Renew the access" }).click();
    await dashboard.bringToFront();
    await renew();
    await dashboard.getByText("The access was renewed.").waitFor();
    await page.bringToFront();
    await page.getByRole("button", { name: "Demo Dashboard", exact: true }).click();
    await page.getByText("The former secret works until").waitFor();
    await page.getByRole("button", { name: "End the old one now" }).click();
    await page.getByText("The former secret works until").waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Cancel" }).click();
    await dashboard.bringToFront();
    await renew();
    await dashboard.getByText("The hub does not know this client ID and secret together.").waitFor();
    made = { id: made.id, secret };
    await signIn(dashboard, made);
    await dashboard.getByText("Anna (demo_calendar): loaded").waitFor();
  });

  await t.test("a redirect URI with a slash too much is shown with the difference", async () => {
    const wrong = new URL(`${hub.origin}/oauth/authorize`);
    const parameters = { client_id: made.id, redirect_uri: `${provider}/dashboard/callback/`, response_type: "code" };
    for (const [name, value] of Object.entries(parameters)) wrong.searchParams.set(name, value);
    const other = await context.newPage();
    await other.goto(wrong.href);
    await other.getByRole("heading", { name: /can't answer this application/ }).waitFor();
    assert.ok(other.url().startsWith(hub.origin));
    await picture(other, "refused");
    await other.close();
    await page.bringToFront();
    await page.getByRole("button", { name: "Demo Dashboard", exact: true }).click();
    await page.getByText(/1 request used/).waitFor();
    await page.getByText(/with a slash at the end, unlike/).waitFor();
    await picture(page, "applications-rejected");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByText(/1 request used/).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Cancel" }).click();
  });

  await t.test("S35: a person ends the access, and the dashboard says so", async () => {
    await page.bringToFront();
    await page.goto(`${hub.origin}/application_access`);
    await page.getByRole("heading", { name: "Demo Dashboard" }).waitFor();
    await picture(page, "access");
    await page.getByRole("button", { name: "End access" }).click();
    await page.getByRole("heading", { name: "End the access of Demo Dashboard?" }).waitFor();
    await page.getByRole("button", { name: "End access" }).last().click();
    await page.getByRole("heading", { name: "No application has access" }).waitFor();
    await dashboard.bringToFront();
    await dashboard.reload();
    await dashboard.getByText("The access has ended").waitFor();
  });

  await t.test(
    "S31: an application that asks for more than it is registered for is told so, and what to do",
    async () => {
      const turn = async () => {
        await page.bringToFront();
        await page.goto(`${hub.origin}/config/oauth_applications`);
        await page.getByRole("button", { name: "Edit Demo Dashboard" }).click();
        await page.getByRole("switch", { name: "Know who you are" }).press("Space");
        await page.getByRole("button", { name: "Save", exact: true }).click();
        await page.getByRole("dialog").waitFor({ state: "detached" });
      };
      await turn();
      await dashboard.bringToFront();
      await signIn(dashboard, made);
      await dashboard.getByText("Give it the permissions of step 2 in the hub").waitFor();
      await turn();
    },
  );

  await t.test("R39: deleting asks for the name where people use it, and works at once", async () => {
    await dashboard.bringToFront();
    await signIn(dashboard, made);
    await dashboard.getByRole("button", { name: "Allow" }).click();
    await dashboard.getByText("Anna (demo_calendar): loaded").waitFor();
    await page.bringToFront();
    await page.goto(`${hub.origin}/config/oauth_applications`);
    await chooseInMenu(page, "Access…");
    await page.getByRole("button", { name: "End access" }).waitFor();
    await picture(page, "applications-access");
    await page.getByRole("button", { name: "Close" }).last().click();
    await chooseInMenu(page, "Delete");
    await page.getByText("1 person uses it.").waitFor();
    await picture(page, "applications-delete");
    await page.getByRole("button", { name: "Delete application" }).click();
    await page.getByText("That is not its name.").waitFor();
    await page.getByLabel("Type Demo Dashboard to go on").fill("Demo Dashboard");
    await page.getByRole("button", { name: "Delete application" }).click();
    await page.getByRole("heading", { name: "No applications yet" }).waitFor();
    await dashboard.bringToFront();
    await dashboard.reload();
    await dashboard.getByText("The access has ended").waitFor();
  });

  await t.test("what the hub offers can be turned on", async () => {
    await page.bringToFront();
    await page.getByRole("button", { name: "Settings", exact: true }).click();
    await page.getByText(hub.origin, { exact: true }).waitFor();
    await picture(page, "applications-provider");
    await page.getByRole("checkbox", { name: /Devices without a browser/ }).press("Space");
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await eventually("the device grant is offered", async () => {
      const metadata = await fetch(`${hub.origin}/.well-known/openid-configuration`);
      return "device_authorization_endpoint" in ((await metadata.json()) as object);
    });
  });
});

/** The demo provider's address, from the calendar's instructions. */
async function providerOf(page: Page): Promise<string> {
  const socket = await page.evaluate(`new Promise((resolve) => {
    const token = JSON.parse(localStorage.getItem("hub-tokens")).access_token;
    const socket = new WebSocket(location.origin.replace("http", "ws") + "/api/websocket");
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data);
      if (message.type === "auth_required") socket.send(JSON.stringify({ type: "auth", access_token: token }));
      if (message.type === "auth_ok") socket.send(JSON.stringify({ id: 1, type: "application_credentials/config" }));
      if (message.type === "result") resolve(message.result.integrations.demo_calendar.authorization_server.authorize_url);
    };
  })`);
  return new URL(String(socket)).origin;
}
