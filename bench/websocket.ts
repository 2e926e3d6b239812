/**
 * The commands over a real websocket on 5,000 credentials, beside a bare `ws` echo server, and the writes beside
 * the same store without sealing and without waiting for the disk.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { signInAsOwner, WireClient } from "../test/support/hub-client.ts";
import { startHubProcess } from "../test/support/hub-process.ts";
import { create, credential, fill, STORED } from "./credentials.ts";
import { medianMs, printRow, rate } from "./measure.ts";

const ONE_BY_ONE = 3_000;
const IN_FLIGHT = 20_000;

const list = (client: WireClient) => client.call<unknown[]>("application_credentials/list");

/** Asks for the list and waits for its bytes; what the client does with them is the client's. */
async function listBytes({ socket }: WireClient): Promise<void> {
  const arrived = once(socket, "message");
  socket.send(`{"id":${nextId++},"type":"application_credentials/list"}`);
  await arrived;
}
/** For connections that ask nothing else. */
let nextId = 1;

async function startEcho(): Promise<{ client: WireClient; reader: WireClient; stop: () => void }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "echo-server.ts"), String(STORED)]);
  const [line] = await once(child.stdout, "data");
  const origin = /http:\/\/[^/]+/.exec(String(line))?.[0] ?? "";
  const [client, reader] = await Promise.all([WireClient.connect(origin, "any"), WireClient.connect(origin, "any")]);
  return { client, reader, stop: () => child.kill() };
}

/** Writes of the same size into SQLite as it is fastest: nothing sealed, `synchronous=OFF`, no queue, no validation. */
function unsealedRate(folder: string, count: number): number {
  const database = new DatabaseSync(join(folder, "peer.db"));
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE records (key TEXT PRIMARY KEY, value TEXT)",
  );
  const insert = database.prepare("INSERT INTO records VALUES (?, ?)");
  const began = performance.now();
  for (let n = 0; n < count; n += 1) insert.run(`=own_provider_client_${n}`, JSON.stringify(credential("peer", n)));
  const perSecond = (count * 1_000) / (performance.now() - began);
  database.close();
  return perSecond;
}

/** Measures and prints; leaves nothing behind. */
export async function measureWebsocket(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "application-credentials-bench-"));
  const hub = await startHubProcess(undefined, { data: join(folder, "data") });
  const { accessToken } = await signInAsOwner(hub.origin);
  const client = await WireClient.connect(hub.origin, accessToken);
  const reader = await WireClient.connect(hub.origin, accessToken);
  const echo = await startEcho();
  try {
    await fill(client);
    const peer = (value: number) => ({ name: "bare ws echo", value });
    const parsed = await medianMs(31, () => list(client));
    const parsedPeer = await medianMs(31, () => list(echo.client));
    printRow({
      what: `list of ${STORED}, parsed by a client in Node`,
      ours: parsed,
      unit: "ms",
      peer: peer(parsedPeer),
    });

    const bytes = await medianMs(31, () => listBytes(reader));
    const bytesPeer = await medianMs(31, () => listBytes(echo.reader));
    const what = `list of ${STORED}, to its last byte`;
    printRow({ what, ours: bytes, unit: "ms", peer: peer(bytesPeer), aim: { atMost: 5 } });

    const single = await rate(ONE_BY_ONE, 1, create(client, "single"));
    const singleEcho = await rate(ONE_BY_ONE, 1, create(echo.client, "single"));
    printRow({
      what: "durable create, one by one",
      ours: single,
      unit: "/s",
      peer: peer(singleEcho),
      aim: { atLeast: 2_000 },
    });

    const many = await rate(IN_FLIGHT, 50, create(client, "many"));
    const manyEcho = await rate(IN_FLIGHT, 50, create(echo.client, "many"));
    printRow({
      what: "durable create, 50 in flight",
      ours: many,
      unit: "/s",
      peer: peer(manyEcho),
      aim: { atLeast: 10_000 },
    });
    const unsealed = unsealedRate(folder, IN_FLIGHT);
    const name = "unsealed, unsynchronised SQLite writes in process";
    printRow({ what: "durable create, 50 in flight", ours: many, unit: "/s", peer: { name, value: unsealed } });

    const remove = (other: WireClient) => (n: number) =>
      other.call("application_credentials/delete", { application_credentials_id: `own_provider_single_${n}` });
    const deletes = await rate(ONE_BY_ONE, 1, remove(client));
    const deletesEcho = await rate(ONE_BY_ONE, 1, remove(echo.client));
    printRow({
      what: "durable delete, one by one",
      ours: deletes,
      unit: "/s",
      peer: peer(deletesEcho),
      aim: { atLeast: 3_400 },
    });
  } finally {
    for (const one of [client, reader, echo.client, echo.reader]) one.close();
    echo.stop();
    await hub.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
