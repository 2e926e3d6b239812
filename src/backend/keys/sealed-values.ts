/** The texts in a record, however deep they lie. */
export function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string") yield value;
  else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) yield* textsIn(inner);
}

/** The record with each text replaced; the same record where none was. */
export async function replaceTexts<Value>(value: Value, replace: (text: string) => Promise<string>): Promise<Value> {
  if (typeof value === "string") return (await replace(value)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const before = Object.entries(value);
  const after = await Promise.all(
    before.map(async ([name, inner]) => [name, await replaceTexts(inner, replace)] as const),
  );
  if (after.every(([, inner], index) => inner === before[index]?.[1])) return value;
  return (Array.isArray(value) ? after.map(([, inner]) => inner) : Object.fromEntries(after)) as Value;
}
