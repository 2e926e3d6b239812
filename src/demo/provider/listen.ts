import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "../../backend/host.ts";

const LAST_PORT = 65_535;

/**
 * Binds a server to its port, or with a warning to a free one when that port is taken: the demo must not keep
 * the hub from starting.
 * @param port 0 for a free one.
 * @returns the port.
 */
export async function listen(server: Server, host: string, port: number, log: Log): Promise<number> {
  const wanted = port > LAST_PORT ? 0 : port;
  try {
    return await bind(server, host, wanted);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (wanted === 0 || (code !== "EADDRINUSE" && code !== "EACCES")) throw error;
    const other = await bind(server, host, 0);
    log.warn(`Port ${wanted} is not free (${code}); the demo's OAuth provider uses port ${other} this time.`);
    return other;
  }
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** The origin under which a browser on this machine finds the server. */
export function originOf(host: string, port: number): string {
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
