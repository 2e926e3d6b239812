import { createHash } from "node:crypto";

/** @returns `count` different items of a list, always the same ones for a seed, in a seeming disorder. */
export const sample = <Item>(items: readonly Item[], count: number, seed: string): Item[] =>
  items
    .map((item, index) => ({ item, rank: createHash("sha256").update(`${seed} ${index}`).digest("hex") }))
    .sort((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, count)
    .map(({ item }) => item);
