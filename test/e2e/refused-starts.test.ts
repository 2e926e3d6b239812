/** Every start that has to be refused: one sentence on standard error, exit code 1, and nothing on disk is changed. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import test, { type TestContext } from "node:test";
import { type HubProcessOptions, RefusedStart, startHubProcess } from "../support/hub-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Digests of everything below a folder; SQLite's shared memory is scratch and does not count. */
function picture(folder: string): Record<string, string> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return {};
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()) {
    const path = join(folder, name);
    if (name.endsWith("-shm") || !statSync(path).isFile()) continue;
    found[name] = createHash("sha256").update(readFileSync(path)).digest("hex");
  }
  return found;
}

async function refuses(t: TestContext, options: HubProcessOptions, message: RegExp): Promise<void> {
  const before = picture(options.data);
  await assert.rejects(startHubProcess(t, options), (error) => {
    assert.ok(error instanceof RefusedStart, String(error));
    assert.equal(error.code, 1, error.stderr);
    assert.match(error.stderr, message);
    assert.equal(error.stderr.trimEnd().split("\n").length, 1, error.stderr);
    return true;
  });
  assert.deepEqual(picture(options.data), before);
}

/** A data folder as a hub left it. */
async function used(t: TestContext): Promise<string> {
  const data = join(temporaryFolder(t), "data");
  const hub = await startHubProcess(t, { data });
  assert.equal(await hub.stop(), 0);
  return data;
}

test("a busy port, before anything is written", async (t) => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => server.close());
  const data = join(temporaryFolder(t), "data");
  const { port } = server.address() as AddressInfo;
  await refuses(t, { data, port }, new RegExp(`^Port ${port} .*--port`));
  assert.ok(!existsSync(data));
});

test("a data folder that another hub is using", async (t) => {
  const data = join(temporaryFolder(t), "data");
  await startHubProcess(t, { data });
  await assert.rejects(startHubProcess(t, { data }), /is in use by another hub\. Stop that one/);
});

test("a data folder that can't be one", async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "file"), "");
  await refuses(t, { data: join(folder, "file") }, /^The data folder .* is not a folder\. Name another/);
  await refuses(t, { data: join(folder, "file/below") }, /^The data folder .* can't be used \(ENOTDIR\)/);
  await refuses(t, { data: "/proc/no-folder-here" }, /^The data folder .* can't be used/);
});

test("a database from a newer version", async (t) => {
  const data = await used(t);
  const database = new DatabaseSync(join(data, "hub.db"));
  database.exec("PRAGMA user_version = 42");
  database.close();
  await refuses(t, { data }, /^The database .* is from a newer version \(42/);
});

test("a damaged database", async (t) => {
  const data = await used(t);
  const file = join(data, "hub.db");
  const bytes = readFileSync(file);
  bytes.fill(0x5a, 4_096);
  writeFileSync(file, bytes);
  await refuses(t, { data }, /^The database .* is damaged and was left as it is .* Restore a backup/);
});

test("a wrong key, a missing one, one that is none", async (t) => {
  const data = await used(t);
  const env = (key: string) => ({ APPLICATION_CREDENTIALS_KEY: key });
  await refuses(t, { data, env: env("A".repeat(43)) }, /^Wrong key: the data was sealed with the key [\w-]{12}, but/);
  await refuses(t, { data, env: env("nonsense") }, /is not 32 bytes in base64url/);
  unlinkSync(join(data, "application_credentials.key"));
  await refuses(t, { data }, /^The key [\w-]{12} that sealed the data is missing\. Put its key file back/);
});

test("a configuration that does not parse: line and column, before anything is written", async (t) => {
  const data = join(temporaryFolder(t), "data");
  mkdirSync(data);
  writeFileSync(join(data, "configuration.yaml"), 'demo_mail:\n  client_id: "open\n');
  await refuses(t, { data }, /configuration\.yaml.*line \d+, column \d+/);
});

test("options that are none", async (t) => {
  const data = join(temporaryFolder(t), "data");
  await refuses(t, { data, args: ["--colour", "red"] }, /'--colour'.* The options are: npm start/);
  await refuses(t, { data, args: ["--public-url", "nonsense"] }, /^The public URL must be an http or https address/);
});

test("a disk that is full from the beginning", { skip: process.platform === "win32" }, async (t) => {
  for (const blocks of [0, 20]) {
    const data = join(temporaryFolder(t), "data");
    const through = ["sh", "-c", `ulimit -f ${blocks}; exec "$@"`, "sh"];
    await assert.rejects(startHubProcess(t, { data, through }), (error) => {
      assert.ok(error instanceof RefusedStart);
      assert.equal(error.code, 1);
      assert.match(error.stderr, /^The .* can't be written \(.*\)\. Check that the disk has room/);
      assert.equal(error.stderr.trimEnd().split("\n").length, 1, error.stderr);
      return true;
    });
  }
});

test("a full disk: the write is refused in words, what was there stays", {
  skip: process.platform === "win32",
}, async (t) => {
  const { signInAsOwner, WireClient } = await import("../support/hub-client.ts");
  const data = await used(t);
  // The largest file that the hub may write, in blocks of 512 bytes: a full disk that needs no root.
  const hub = await startHubProcess(t, { data, through: ["sh", "-c", 'ulimit -f 400; exec "$@"', "sh"] });
  const { accessToken } = await signInAsOwner(hub.origin);
  const client = await WireClient.connect(hub.origin, accessToken);
  const servers = { authorize_url: "https://p.example/a", token_url: "https://p.example/t" };
  const create = (n: number) =>
    client.send("application_credentials/create", {
      domain: "own_provider",
      client_id: `client ${n}`,
      client_secret: "s".repeat(4_000),
      authorization_server: servers,
    });
  let acknowledged = 0;
  let refusal: unknown;
  for (let n = 0; n < 200 && !refusal; n += 1) {
    const { success, error } = await create(n);
    if (success) acknowledged += 1;
    else refusal = error;
  }
  assert.deepEqual((refusal as { code: string }).code, "backend_unavailable");
  assert.match((refusal as { message: string }).message, /^Writing credentials failed: /);
  const list = await client.call<unknown[]>("application_credentials/list");
  assert.equal(list.length, acknowledged);
  client.close();
  await hub.stop("SIGKILL");
  const again = await startHubProcess(t, { data });
  const session = await signInAsOwner(again.origin);
  const second = await WireClient.connect(again.origin, session.accessToken);
  assert.equal((await second.call<unknown[]>("application_credentials/list")).length, acknowledged);
  second.close();
  assert.equal(await again.stop(), 0);
});
