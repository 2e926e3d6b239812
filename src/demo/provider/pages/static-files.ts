import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Route } from "../http/router.ts";

const FILES = [
  ["style.css", "text/css; charset=utf-8"],
  ["copy.js", "text/javascript; charset=utf-8"],
] as const;

/** What the pages load beside themselves, read below the project's folder. */
export const staticRoutes = (project: string): readonly Route[] =>
  FILES.map(([name, type]): Route => {
    const content = readFileSync(join(project, "src/demo/provider/pages", name));
    const headers = { "content-type": type, "cache-control": "no-cache", "x-content-type-options": "nosniff" };
    return ["GET", `/pages/${name}`, ({ response }) => void response.writeHead(200, headers).end(content)];
  });
