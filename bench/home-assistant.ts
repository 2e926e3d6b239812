/**
 * In a real Home Assistant, beside its built-in integration in the same run. Needs `HASS`, as `npm run
 * test:home-assistant` does; `HA_VERSIONS` names the versions.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { type CoreCredential, writeCoreCredentials } from "../test/home-assistant/support/configuration.ts";
import { HomeAssistant } from "../test/home-assistant/support/home-assistant.ts";
import { findInstallations, type Installation } from "../test/home-assistant/support/installation.ts";
import { signInAsOwner } from "../test/home-assistant/support/session.ts";
import { WireClient } from "../test/support/hub-client.ts";
import { median, medianMs, printRow, rate } from "./measure.ts";

const STORED = 2_500;
const STARTS = 5;
const ONE_BY_ONE = 2_000;
const IN_FLIGHT = 10_000;

const stored = (n: number): CoreCredential => ({
  id: `acme_calendar_stored_${n}`,
  domain: "acme_calendar",
  client_id: `stored ${n}`,
  client_secret: `secret number ${n} 0000`,
  name: `Credential ${n}`,
});

interface Side {
  readonly home: HomeAssistant;
  /** Seconds, as Home Assistant itself logs them at each start. */
  readonly starts: number[];
}

/** Measures and prints; leaves nothing behind. */
export async function measureHomeAssistant(): Promise<void> {
  const found = process.env.HASS ? await findInstallations() : "HASS is not set";
  if (typeof found === "string") {
    process.stdout.write(`Home Assistant: not run, ${found}\n`);
    return;
  }
  for (const installation of found) await measureVersion(installation);
}

async function measureVersion(installation: Installation): Promise<void> {
  const ends: (() => unknown)[] = [];
  const context = { after: (end: () => unknown) => void ends.unshift(end) };
  try {
    const ours = await prepare(context, installation, true);
    const core = await prepare(context, installation, false);
    for (let run = 0; run < STARTS; run += 1) for (const side of [core, ours]) await startOnce(side);
    printRow({
      what: `Home Assistant ${installation.version}: start with ${STORED} credentials`,
      ours: median(ours.starts),
      unit: "s",
      peer: { name: "built-in", value: median(core.starts) },
      aim: { atMost: median(core.starts) + 0.5 },
    });
    await measureCommands(installation.version, ours.home, core.home);
  } finally {
    for (const end of ends) await end();
  }
}

async function prepare(
  context: Parameters<typeof HomeAssistant.create>[0],
  installation: Installation,
  plugin: boolean,
): Promise<Side> {
  const home = await HomeAssistant.create(context, installation);
  if (!plugin) home.removePlugin();
  writeCoreCredentials(
    home.folder,
    Array.from({ length: STORED }, (_, n) => stored(n)),
  );
  // The first start of all fetches and compiles; it does not count.
  await home.start(QUIET);
  await home.stop();
  return { home, starts: [] };
}

/** Its own log would be part of what is measured. */
const QUIET = { logLevel: "info" } as const;

async function startOnce({ home, starts }: Side): Promise<void> {
  const before = home.log().length;
  await home.start(QUIET);
  const [, seconds] = /Home Assistant initialized in ([\d.]+)s/.exec(home.log().slice(before)) ?? [];
  starts.push(Number(seconds));
  await home.stop();
}

async function measureCommands(version: string, ours: HomeAssistant, core: HomeAssistant): Promise<void> {
  for (const home of [ours, core]) await home.start(QUIET);
  const [mine, peer] = await Promise.all([connect(ours), connect(core)]);
  const what = (name: string) => `Home Assistant ${version}: ${name}`;
  const value = await medianMs(41, () => listBytes(peer));
  const list = await medianMs(41, () => listBytes(mine));
  const aim = { atMost: value * 1.3 };
  printRow({ what: what(`list of ${STORED}`), ours: list, unit: "ms", peer: { name: "built-in", value }, aim });
  const megabytes = residentMegabytes((await ours.backend()).pid);
  printRow({ what: what(`memory of the child with ${STORED}`), ours: megabytes, unit: "MB", aim: { atMost: 110 } });

  for (const [name, count, inFlight, atLeast] of [
    ["durable create, one by one", ONE_BY_ONE, 1, 1_000],
    ["durable create, 50 in flight", IN_FLIGHT, 50, 4_000],
  ] as const) {
    const theirs = await rate(count, inFlight, create(peer, `${inFlight}`));
    printRow({
      what: what(name),
      ours: await rate(count, inFlight, create(mine, `${inFlight}`)),
      unit: "per second",
      peer: { name: "built-in, which writes 10 s later", value: theirs },
      aim: { atLeast },
    });
  }
}

async function connect(home: HomeAssistant): Promise<WireClient> {
  const { access_token } = await signInAsOwner(home.origin);
  return WireClient.connect(home.origin, access_token);
}

/** Asks for the list and waits for its bytes; what a client does with them is the client's. */
async function listBytes(client: WireClient): Promise<void> {
  const arrived = once(client.socket, "message");
  void client.send("application_credentials/list");
  await arrived;
}

const create = (client: WireClient, label: string) => (n: number) =>
  client.call("application_credentials/create", {
    domain: "acme_calendar",
    client_id: `${label} ${n}`,
    client_secret: `secret number ${n} 0000`,
    name: `Credential ${n}`,
  });

/** Linux only: from /proc, as `ps` shows it. */
function residentMegabytes(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1_024;
}
