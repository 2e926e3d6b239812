/** Start-up time and memory with 5,000 credentials and without the demo, beside Node with an empty script. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signInAsOwner, WireClient } from "../test/support/hub-client.ts";
import { startHubProcess } from "../test/support/hub-process.ts";
import { fill, STORED } from "./credentials.ts";
import { median, printRow } from "./measure.ts";

const RUNS = 7;

async function fillHub(data: string): Promise<void> {
  const hub = await startHubProcess(undefined, { data });
  const { accessToken } = await signInAsOwner(hub.origin);
  const client = await WireClient.connect(hub.origin, accessToken);
  await fill(client);
  client.close();
  await hub.stop();
}

async function startsIn(data: string): Promise<{ ms: number; megabytes: number }> {
  const hub = await startHubProcess(undefined, { data });
  const { accessToken } = await signInAsOwner(hub.origin);
  const client = await WireClient.connect(hub.origin, accessToken);
  await client.call("application_credentials/list");
  const megabytes = residentMegabytes(hub.child.pid as number);
  client.close();
  await hub.stop();
  return { ms: hub.startedIn, megabytes };
}

async function bareNode(folder: string): Promise<{ ms: number; megabytes: number }> {
  const script = join(folder, "bare.mjs");
  writeFileSync(script, 'process.stdout.write("ready"); process.stdin.resume();');
  const began = performance.now();
  const child = spawn(process.execPath, [script]);
  await once(child.stdout, "data");
  const ms = performance.now() - began;
  const megabytes = residentMegabytes(child.pid as number);
  child.kill();
  return { ms, megabytes };
}

/** Linux only: from /proc, as `ps` shows it. */
function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1_024;
}

/** Measures and prints; leaves nothing behind. */
export async function measureStart(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "application-credentials-bench-"));
  try {
    await fillHub(join(folder, "data"));
    const ours: { ms: number; megabytes: number }[] = [];
    const bare: { ms: number; megabytes: number }[] = [];
    for (let run = 0; run < RUNS; run += 1) {
      ours.push(await startsIn(join(folder, "data")));
      bare.push(await bareNode(folder));
    }
    const name = "Node with an empty script";
    printRow({
      what: `ready with ${STORED} credentials, from the spawn`,
      ours: median(ours.map(({ ms }) => ms)),
      unit: "ms",
      peer: { name, value: median(bare.map(({ ms }) => ms)) },
      aim: { atMost: 1_000 },
    });
    printRow({
      what: `resident with ${STORED} credentials after one sign-in and one list, without the demo`,
      ours: median(ours.map(({ megabytes }) => megabytes)),
      unit: "MB",
      peer: { name, value: median(bare.map(({ megabytes }) => megabytes)) },
      aim: { atMost: 120 },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
