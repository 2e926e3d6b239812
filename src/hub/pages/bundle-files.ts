import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { HttpError } from "../http/answers.ts";

/** Plain names within subfolders; no segment may begin with a dot. */
const SAFE_PATH = /^(?:[A-Za-z0-9_-][\w.-]*\/)*[A-Za-z0-9_-][\w.-]*$/;
/** A name with the hash of its content never changes what it holds. */
const HASHED = /-[A-Za-z0-9_-]{8,}\.\w+(?:\.map)?$/;
const YEAR = 31_536_000;

const TYPES: ReadonlyMap<string, string> = new Map([
  ["js", "text/javascript; charset=utf-8"],
  ["css", "text/css; charset=utf-8"],
  ["json", "application/json"],
  ["map", "application/json"],
  ["svg", "image/svg+xml"],
  ["png", "image/png"],
  ["woff2", "font/woff2"],
]);

/** Compressed variants that a build leaves beside a file, best first. */
const VARIANTS = [
  ["br", ".br"],
  ["gzip", ".gz"],
] as const;

/**
 * Answers a file of the page's bundle.
 * @throws HttpError 404
 */
export async function serveBundleFile(folder: string, path: string, accepted: string): Promise<Response> {
  const type = TYPES.get(path.slice(path.lastIndexOf(".") + 1));
  if (!SAFE_PATH.test(path) || !type) throw new HttpError(404, "Not found");
  const { body, encoding } = await readBest(join(folder, path), accepted);
  const headers = new Headers({
    "content-type": type,
    "cache-control": HASHED.test(path) ? `public, max-age=${YEAR}, immutable` : "no-cache",
    vary: "accept-encoding",
  });
  if (encoding) headers.set("content-encoding", encoding);
  return new Response(body, { headers });
}

async function readBest(file: string, accepted: string) {
  const encodings = accepted.split(",").map((item) => item.split(";", 1)[0]?.trim());
  for (const [encoding, extension] of VARIANTS) {
    const body = encodings.includes(encoding) ? await readIfThere(file + extension) : undefined;
    if (body) return { body, encoding };
  }
  const body = await readIfThere(file);
  if (!body) throw new HttpError(404, "Not found");
  return { body, encoding: undefined };
}

async function readIfThere(file: string) {
  try {
    return await readFile(file);
  } catch {
    return undefined;
  }
}
