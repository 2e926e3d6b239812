/** A backup of a running hub by the command that the README names, and a restore with the key, and without it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { connectAccount, makeOwner, openWindow, popupOf, signInAtProvider } from "../support/browser.ts";
import { HUB_MAIN, startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SECRET = "S3CRET-canary-5a0e9c71";

/** The same that `npm run backup`, `restore` and `key` run. */
function run(...words: string[]): { code: number | null; said: string } {
  const env = { ...process.env, APPLICATION_CREDENTIALS_KEY: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, [HUB_MAIN, ...words], { encoding: "utf8", env });
  return { code: status, said: `${stdout}${stderr}` };
}

test("backup on a running hub, restore on it and on a stopped one, and without the key", {
  timeout: 180_000,
}, async (t) => {
  const around = temporaryFolder(t);
  const data = join(around, "data");
  const backup = join(around, "hub.backup");
  let hub = await startHubProcess(t, { data, demo: true });
  const port = Number(new URL(hub.origin).port);
  const restart = async () => {
    assert.equal(await hub.stop(), 0);
    hub = await startHubProcess(t, { data, demo: true, port });
  };
  const { page } = await openWindow(t);
  const list = () => page.goto(`${hub.origin}/config/application_credentials`);
  const row = (name: string) => page.getByRole("row", { name });
  /** The provider knows none of these clients, and says so first. */
  const save = async () => {
    await page.getByRole("button", { name: "Save", exact: true }).click();
    await page.getByRole("button", { name: "Save anyway" }).click();
  };
  const add = async (name: string) => {
    await page.getByRole("button", { name: "Add credential" }).first().click();
    await page.getByRole("combobox", { name: "Integration" }).fill("Demo Mail");
    await page.getByRole("option", { name: "Demo Mail" }).click();
    await page.getByRole("textbox", { name: "Name" }).fill(name);
    await page.getByLabel("OAuth client ID").fill(`id of ${name}`);
    await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(SECRET);
    await save();
    await row(name).waitFor();
    await page.getByRole("button", { name: "Close" }).last().click();
  };

  await t.test("one file, for its owner alone, with no secret in it and without the key", async () => {
    await makeOwner(page, hub.origin);
    await connectAccount(page, "Demo Calendar", "Anna");
    await list();
    await page.getByRole("button", { name: "Don't ask again" }).click();
    await add("Before");
    const { code, said } = run("backup", backup, "--data", data);
    assert.equal(code, 0, said);
    assert.match(said, /2 credentials, 1 connected account and 1 user\./);
    assert.match(said, /Without that key nobody can read them, you neither/);
    assert.equal(statSync(backup).mode & 0o777, 0o600);
    assert.ok(!readFileSync(backup, "latin1").includes(SECRET));
    assert.ok(
      !readFileSync(backup, "latin1").includes(readFileSync(join(data, "application_credentials.key"), "utf8").trim()),
    );
  });

  await t.test("restored while it runs: nothing changes until it is started again, then all is as it was", async () => {
    await add("After");
    const { code, said } = run("restore", backup, "--data", data);
    assert.equal(code, 0, said);
    assert.match(said, /A hub is running .* takes its place when that hub is restarted/);
    await list();
    await row("After").waitFor();
    await restart();
    await list();
    await row("Before").waitFor();
    assert.equal(await row("After").count(), 0);
    await page.goto(`${hub.origin}/config/integrations/dashboard`);
    await page.getByRole("link", { name: /Anna/ }).click();
    await page.getByRole("heading", { name: "Next events" }).waitFor();
    const former = readdirSync(data).find((name) => name.startsWith("before-restore-"));
    assert.ok(former && existsSync(join(data, former, "hub.db")));
  });

  await t.test("without its key a start is refused, and a restore has to be told so", async () => {
    assert.equal(await hub.stop(), 0);
    const elsewhere = join(around, "elsewhere");
    const refused = run("restore", backup, "--data", elsewhere);
    assert.equal(refused.code, 1);
    assert.match(refused.said, /^The backup was sealed with the key [\w-]{12}, and there is no key in .*--without-key/);
    const words = run("key", "--data", data, "--phrase").said.split("\n")[1] ?? "";
    writeFileSync(join(around, "phrase"), words);
    const { code, said } = run("restore", backup, "--data", elsewhere, "--phrase-file", join(around, "phrase"));
    assert.equal(code, 0, said);
    const other = await startHubProcess(t, { data: elsewhere, demo: false });
    assert.equal(await other.stop(), 0);
  });

  await t.test(
    "restored without the key: the secret is asked for again, the account for its person, and both are mended",
    async () => {
      const { code, said } = run("restore", backup, "--data", data, "--without-key");
      assert.equal(code, 0, said);
      assert.match(
        said,
        /2 credentials with client ID will need the secret again, and 1 account will ask to be signed in to again/,
      );
      hub = await startHubProcess(t, { data, demo: true, port });
      await list();
      await page.getByText("The secret of this credential does not open any more").waitFor();
      await row("Before").getByText("Secret missing").waitFor();
      // Automatic set-up has brought the calendar's secret again.
      assert.equal(await row("Demo Calendar").getByText("Secret missing").count(), 0);
      await page.getByRole("button", { name: "Actions for Before" }).click();
      await page.getByRole("menuitem", { name: "Edit" }).click();
      await page.getByText("The stored secret does not open any more. Enter it again.").waitFor();
      await page.getByRole("textbox", { name: /OAuth client secret/ }).fill(SECRET);
      await save();
      await row("Before").getByText("Secret missing").waitFor({ state: "detached" });

      await page.goto(`${hub.origin}/config/integrations/dashboard`);
      await page.getByText("restored without its key").first().waitFor();
      const popup = await popupOf(page, "Sign in again: Anna (Demo Calendar)");
      await signInAtProvider(popup, "Anna");
      await page.getByText("Signed in again").waitFor();
      await page.getByRole("button", { name: "Finish" }).click();
      await page.getByText("Working").first().waitFor();
    },
  );
});
