import type { Handler } from "./exchange.ts";

/** A path's pattern, `{name}` standing for one segment, and who answers. */
export type Route = readonly [method: "GET" | "POST" | "DELETE", path: string, handler: Handler];

export interface RouteMatch {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/** @returns a function that finds the route of a request; HEAD is answered as GET. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => RouteMatch | undefined {
  const compiled = routes.map(([method, path, handler]) => ({ method, pattern: compile(path), handler }));
  return (method, path) => {
    const wanted = method === "HEAD" ? "GET" : method;
    for (const { method: offered, pattern, handler } of compiled) {
      const found = offered === wanted && pattern.exec(path);
      if (found) return { handler, params: { ...found.groups } };
    }
    return undefined;
  };
}

const compile = (path: string) => new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`);
