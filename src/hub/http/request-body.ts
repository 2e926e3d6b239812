import type { IncomingMessage } from "node:http";
import * as v from "valibot";
import { describeIssues } from "../../backend/commands.ts";
import { HttpError } from "./answers.ts";

/** The most that a request may carry, in bytes. */
const MAX_BODY = 1024 * 1024;

/**
 * Reads a body whole.
 * @throws HttpError 413 as soon as it is longer than MAX_BODY.
 */
export async function readBody(message: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  if (Number(message.headers["content-length"] ?? 0) > MAX_BODY) throw tooLarge();
  const chunks: Buffer[] = [];
  let length = 0;
  // The socket has to stay open for the refusal.
  for await (const chunk of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = () => new HttpError(413, "The request is too large", { connection: "close" });

/**
 * A JSON body that fits the schema.
 * @throws HttpError 400 that names the field and never its value.
 */
export async function readJson<Schema extends v.GenericSchema>(
  request: Request,
  schema: Schema,
): Promise<v.InferOutput<Schema>> {
  const parsed = v.safeParse(schema, await parseJson(request));
  if (!parsed.success) throw new HttpError(400, `Message format incorrect: ${describeIssues(parsed.issues)}`);
  return parsed.output;
}

async function parseJson(request: Request): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new HttpError(400, "Invalid JSON specified");
  }
}

/**
 * The text fields of a form, URL-encoded or multipart: Home Assistant's clients send both.
 * @throws HttpError 400 when it is neither.
 */
export async function readForm(request: Request): Promise<ReadonlyMap<string, string>> {
  try {
    const fields = [...(await request.formData()).entries()];
    return new Map(fields.filter((field): field is [string, string] => typeof field[1] === "string"));
  } catch {
    throw new HttpError(400, "The body is not a form");
  }
}
