import type { Server } from "node:http";
import type { Log } from "../backend/host.ts";
import { ApplicationPaths } from "./http/application-paths.ts";
import { createHttpServer, listen } from "./http/http-server.ts";
import { Router } from "./http/router.ts";
import { listeningOrigin } from "./start/public-origin.ts";

export interface FrontOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Origins beside the public one whose pages may call the API. */
  readonly allowedOrigins?: readonly string[];
  readonly log: Log;
}

/** The hub as the network meets it: the port is taken, routes can be added, and it answers 503 until it is opened. */
export interface Front {
  readonly server: Server;
  readonly router: Router;
  readonly applications: ApplicationPaths;
  /** Where it listens, with the real port. */
  readonly listening: string;
  readonly allowedOrigins: ReadonlySet<string>;
  readonly isReady: () => boolean;
  /** Makes an origin the public one. */
  readonly setOrigin: (origin: string) => void;
  readonly open: () => void;
}

/** @throws StartError when the port can't be had. */
export async function openFront({ host, port, allowedOrigins: configured = [], log }: FrontOptions): Promise<Front> {
  const router = new Router();
  const applications = new ApplicationPaths(router);
  const allowedOrigins = new Set(configured);
  let ready = false;
  let origin = "http://localhost";
  const isReady = () => ready;
  const server = createHttpServer({ router, applications, allowedOrigins, isReady, origin: () => origin, log });
  const listening = listeningOrigin(host, await listen(server, host, port));
  return {
    server,
    router,
    applications,
    listening,
    allowedOrigins,
    isReady,
    setOrigin(chosen) {
      origin = chosen;
      allowedOrigins.add(chosen);
    },
    open() {
      ready = true;
    },
  };
}
