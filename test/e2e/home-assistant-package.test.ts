/** The folder as `npm run build` leaves it: it runs where there is nothing else of this project. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { PACKAGE } from "../../scripts/home-assistant-package.ts";
import { ISSUER_PATH } from "../../src/home-assistant/applications-host.ts";
import { BridgePeer, hello } from "../home-assistant/backend/bridge-peer.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const built = join(import.meta.dirname, "../..", PACKAGE);

test("the backend needs no node_modules, not for applications either, and ends with its standard input", async (t) => {
  const folder = temporaryFolder(t);
  cpSync(built, join(folder, "application_credentials"), { recursive: true });
  const bundle = join(folder, "application_credentials/backend/application-credentials.mjs");
  const words = ["--disable-warning=ExperimentalWarning", bundle, "--data", join(folder, "data")];
  const socket = join(folder, "bridge");
  const child = spawn(process.execPath, [...words, "--socket", socket], { cwd: folder });
  t.after(() => child.kill("SIGKILL"));
  const [line] = await once(child.stdout, "data");
  assert.equal(String(line), "Bridge ready\n");
  const peer = await BridgePeer.connect(t, `ws+unix://${socket}:/bridge`);
  await peer.ask("bridge/hello", hello({ origin: "https://casa.example" }));
  assert.equal((await metadata(socket)).issuer, `https://casa.example${ISSUER_PATH}`);
  const ended = once(child, "exit");
  child.stdin.end();
  assert.deepEqual(await ended, [0, null]);
});

/** What loads the modules that nothing else needs. */
async function metadata(socketPath: string): Promise<Record<string, unknown>> {
  const sent = request({ socketPath, path: `${ISSUER_PATH}/.well-known/openid-configuration` }).end();
  const [answer] = await once(sent, "response");
  let text = "";
  for await (const chunk of answer) text += chunk;
  return JSON.parse(text);
}

test("the page's modules are named by their contents, each with a compressed one beside it", () => {
  const manifest = JSON.parse(readFileSync(join(built, "frontend/manifest.json"), "utf8"));
  assert.deepEqual(Object.keys(manifest), ["home-assistant"]);
  assert.match(manifest["home-assistant"], /^home-assistant-[\w-]+\.js$/);
  const modules = readdirSync(join(built, "frontend")).filter((name) => name.endsWith(".js"));
  assert.ok(modules.includes(manifest["home-assistant"]));
  for (const name of modules) assert.ok(existsSync(join(built, "frontend", `${name}.br`)), name);
});
