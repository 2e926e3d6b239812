/** A backend on another machine: reached, lost, and reached again. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { it, type TestContext } from "node:test";
import { eventually } from "../../support/eventually.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { BUILT_FOLDER, freePort, signedInEntry, writeEntries } from "../support/configuration.ts";
import { describeEach } from "../support/each-installation.ts";
import type { Entry } from "../support/flows.ts";
import {
  create,
  expectEverything,
  expectLoaded,
  expectReadOnly,
  idsOf,
  issuesOf,
  noIssues,
  oldHome,
  servedByBackend,
  statusOf,
} from "../support/old-home.ts";

const BUNDLE = join(BUILT_FOLDER, "backend/application-credentials.mjs");
const TOKEN = "S3CRET-canary-token-of-at-least-32-characters";
const BROUGHT = { client_id: "late", client_secret: "S3CRET-canary-late", auth_domain: "acme_late" };

const configuration = (port: number, token = TOKEN) =>
  `application_credentials:\n  url: ws://127.0.0.1:${port}\n  token: ${token}`;

describeEach("remote", (installation) => {
  it("a backend at an address: what there was is taken over, and an outage is ridden out", async (t) => {
    const port = await freePort();
    const data = join(temporaryFolder(t), "data");
    const home = await oldHome(t, installation);
    const first = await startBackend(t, data, port);
    await home.start({ configuration: configuration(port), node: false });
    const owner = await home.signIn();
    await servedByBackend(owner);
    const { backend, data_folder } = await statusOf(owner);
    assert.deepEqual([backend.remote, data_folder], [true, undefined]);
    await create(owner, "new");

    await end(first);
    await expectEverything(owner, ["electric_kiwi_new"]);
    await expectReadOnly(owner);
    const flow = await owner.rest<{ type: string }>("POST", "config/config_entries/flow", { handler: "acme_raw" });
    assert.equal(flow.body.type, "form", "two credentials to pick from, as before");

    await startBackend(t, data, port);
    await servedByBackend(owner, 60);
    await create(owner, "later");
    await expectEverything(owner, ["electric_kiwi_new", "electric_kiwi_later"]);
    await noIssues(owner);
    assert.ok(!home.log().includes("S3CRET"));
    await home.stop();
  });

  it("an integration brings its credential during an outage: it is set up at once, and it is kept afterwards", async (t) => {
    const port = await freePort();
    const data = join(temporaryFolder(t), "data");
    const home = await oldHome(t, installation);
    const late = signedInEntry("late_entry", "acme_raw", BROUGHT.auth_domain, { import: BROUGHT });
    writeEntries(home.folder, [{ ...late, disabled_by: "user" }]);
    const first = await startBackend(t, data, port);
    await home.start({ configuration: configuration(port), node: false });
    const owner = await home.signIn();
    await servedByBackend(owner);
    await end(first);
    await owner.call("config_entries/disable", { entry_id: "late_entry", disabled_by: null });
    await expectLoaded(owner);
    await startBackend(t, data, port);
    await servedByBackend(owner, 60);
    await eventually("the credential is kept", async () => (await idsOf(owner)).includes("acme_raw_late"));
    await expectLoaded(owner);
    await home.stop();
  });

  it("a start during an outage: entries wait, are never refused for good, and load when it is over", async (t) => {
    const port = await freePort();
    const data = join(temporaryFolder(t), "data");
    const home = await oldHome(t, installation);
    const first = await startBackend(t, data, port);
    await home.start({ configuration: configuration(port), node: false });
    await servedByBackend(await home.signIn());
    await home.stop();
    await end(first);
    await home.start({ configuration: configuration(port), node: false });
    const owner = await home.signIn();
    const entries = (await owner.call<Entry[]>("config_entries/get")).filter(({ domain }) => domain === "acme_raw");
    assert.deepEqual(
      entries.map(({ state }) => state),
      ["setup_retry", "setup_retry"],
    );
    await startBackend(t, data, port);
    await servedByBackend(owner, 60);
    await eventually("every entry is loaded", () =>
      expectEverything(owner).then(
        () => true,
        () => false,
      ),
    );
    await home.stop();
  });

  it("a token that the backend does not take: core's list serves, and Repairs says it", async (t) => {
    const port = await freePort();
    await startBackend(t, join(temporaryFolder(t), "data"), port);
    const home = await oldHome(t, installation);
    await home.start({ configuration: configuration(port, "wrong".repeat(8)), node: false });
    const owner = await home.signIn();
    await expectEverything(owner);
    await expectReadOnly(owner);
    await eventually("an issue", async () => (await issuesOf(owner)).length > 0, 60);
    await home.kill();
  });
});

/** As on another machine: no pipe of Home Assistant's, a port and a token. */
async function startBackend(t: TestContext, data: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [BUNDLE, "--data", data, "--listen", `127.0.0.1:${port}`], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, APPLICATION_CREDENTIALS_BRIDGE_TOKEN: TOKEN, LOG_LEVEL: "error" },
  });
  t.after(() => child.kill("SIGKILL"));
  const [line] = await once(child.stdout as NonNullable<typeof child.stdout>, "data");
  assert.equal(String(line), "Bridge ready\n");
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  assert.deepEqual(await ended, [0, null]);
}
