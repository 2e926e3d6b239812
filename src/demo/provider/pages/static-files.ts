import { readFileSync } from "node:fs";
import type { Route } from "../http/router.ts";

const FILES = [
  ["style.css", "text/css; charset=utf-8"],
  ["copy.js", "text/javascript; charset=utf-8"],
] as const;

/** What the pages load beside themselves. */
export const staticRoutes = (): readonly Route[] =>
  FILES.map(([name, type]): Route => {
    const content = readFileSync(new URL(name, import.meta.url));
    const headers = { "content-type": type, "cache-control": "no-cache", "x-content-type-options": "nosniff" };
    return ["GET", `/pages/${name}`, ({ response }) => void response.writeHead(200, headers).end(content)];
  });
