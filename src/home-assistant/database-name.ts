import { randomUUID } from "node:crypto";
import type { Store } from "../backend/store/store.ts";

const NAME = "name";

/** A random name that a database gets at its first start and keeps: whoever asked it before sees that it is another one. */
export async function databaseName(store: Store): Promise<string> {
  const names = store.collection<{ name: string }>("database", { version: 1 });
  const known = await names.get(NAME);
  if (known) return known.name;
  const name = randomUUID();
  await names.put(NAME, { name });
  return name;
}
