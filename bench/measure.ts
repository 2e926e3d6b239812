/** Small tools that every measurement shares. */

/** Runs `work` several times and gives the median of its milliseconds; the first run warms up and does not count. */
export async function medianMs(runs: number, work: () => Promise<unknown>): Promise<number> {
  await work();
  const times: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return median(times);
}

export const median = (values: number[]): number =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** How many times a second `work` is done, `inFlight` at once. */
export async function rate(count: number, inFlight: number, work: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const began = performance.now();
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  return (count * 1_000) / (performance.now() - began);
}

export interface Row {
  readonly what: string;
  readonly ours: number;
  readonly unit: string;
  /** Measured in the same run. */
  readonly peer?: { readonly name: string; readonly value: number };
  /** What was aimed at; `atLeast` for rates, `atMost` for times and sizes. */
  readonly aim?: { readonly atLeast: number } | { readonly atMost: number };
}

/** One line a measurement: ours, the peer's, their ratio, and whether the aim is met. */
export function printRow({ what, ours, unit, peer, aim }: Row): void {
  const compared = peer ? `; ${peer.name} ${format(peer.value)} ${unit}, ratio ${(ours / peer.value).toFixed(2)}` : "";
  process.stdout.write(`${what}: ${format(ours)} ${unit}${compared}${aimed(ours, aim)}\n`);
}

function aimed(ours: number, aim: Row["aim"]): string {
  if (!aim) return "";
  if ("atLeast" in aim) return `; aim ${format(aim.atLeast)}: ${ours >= aim.atLeast ? "met" : "MISSED"}`;
  return `; aim at most ${format(aim.atMost)}: ${ours <= aim.atMost ? "met" : "MISSED"}`;
}

const format = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toLocaleString("en", { maximumSignificantDigits: 3 });
