import { readdirSync, readFileSync } from "node:fs";

/** A running process, told apart from a later one with the same number by when it began. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Clock ticks since the machine's start. */
  readonly began: string;
  readonly command: string;
}

/** Every process that was started by `pid`, directly or not (proc(5), Linux). */
export function descendantsOf(pid: number): Process[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readProcess(Number(name)))
    .filter((one) => one !== undefined);
  const found: Process[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = all.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

export function isRunning({ pid, began }: Process): boolean {
  return readProcess(pid)?.began === began;
}

/** Waits until all of them are gone. @throws Error that names those which stay longer than `seconds`. */
export async function waitForEnd(processes: readonly Process[], seconds = 5): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (processes.some(isRunning)) {
    if (performance.now() > deadline) {
      const left = processes.filter(isRunning).map(({ pid, command }) => `${pid} ${command}`);
      throw new Error(`still running: ${left.join("; ")}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A zombie does not count as running. */
function readProcess(pid: number): Process | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in brackets may hold blanks; what follows it is field 3 and on.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z") return undefined;
    const command = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
    return { pid, parent: Number(fields[1]), began: fields[19] as string, command };
  } catch {
    return undefined;
  }
}
