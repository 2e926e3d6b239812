import { HttpError } from "./answers.ts";

/** One HTTP request on its way to its answer. */
export interface Exchange {
  /** Its URL is absolute, on the hub's own origin; its body is within the limit. */
  readonly request: Request;
  readonly url: URL;
  /** The parts of the path that the route's pattern names. */
  readonly params: Readonly<Record<string, string>>;
  /** The peer's IP address. */
  readonly address: string;
  /** The IP address of who sent it; absent behind a proxy, whose own address says nothing of them. */
  readonly from: string | undefined;
  /** Whether it comes from the home network. */
  readonly isLocal: boolean;
}

export type Handler = (exchange: Exchange) => Promise<Response> | Response;
export type Method = "GET" | "POST" | "DELETE";

interface Route {
  readonly segments: readonly string[];
  readonly methods: Map<string, Handler>;
}

/** Finds the handler of a path. A segment `{name}` takes any one segment, a last `*` takes any rest. */
export class Router {
  readonly #routes = new Map<string, Route>();

  add(method: Method, pattern: string, handler: Handler): void {
    const route = this.#routes.get(pattern) ?? { segments: pattern.split("/"), methods: new Map() };
    if (route.methods.has(method)) throw new Error(`${method} ${pattern} is served already`);
    route.methods.set(method, handler);
    this.#routes.set(pattern, route);
  }

  /** Whether a route has exactly this path. */
  knows(path: string): boolean {
    return this.#routes.has(path);
  }

  /**
   * The first route that fits; literal patterns come before those with parameters.
   * @throws HttpError 404 for an unknown path, 405 for a method that it does not take.
   */
  find(method: string, path: string): { handler: Handler; params: Record<string, string> } {
    const { route, params } = this.#match(path);
    const handler = route.methods.get(method === "HEAD" ? "GET" : method);
    if (!handler) throw new HttpError(405, "Method not allowed", { allow: [...route.methods.keys()].join(", ") });
    return { handler, params };
  }

  #match(path: string): { route: Route; params: Record<string, string> } {
    const literal = this.#routes.get(path);
    if (literal) return { route: literal, params: {} };
    const segments = path.split("/");
    for (const route of this.#routes.values()) {
      const params = matchSegments(route.segments, segments);
      if (params) return { route, params };
    }
    throw new HttpError(404, "Not found");
  }
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const open = pattern.at(-1) === "*";
  if (open ? segments.length < pattern.length : segments.length !== pattern.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    if (open && index === pattern.length - 1) return { ...params, rest: segments.slice(index).join("/") };
    const segment = segments[index] ?? "";
    if (!expected.startsWith("{")) {
      if (expected !== segment) return undefined;
      continue;
    }
    const value = decodeSegment(segment);
    if (!value) return undefined;
    params[expected.slice(1, -1)] = value;
  }
  return params;
}

function decodeSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
