import assert from "node:assert/strict";
import test from "node:test";
import type { Store } from "../../../src/backend/store/store.ts";

interface Thing {
  readonly n: number;
}

/**
 * What every store keeps, run on each of them.
 * @param open opens a store; called again after `close` it finds what was there before.
 */
export function storeContract(name: string, open: (context: test.TestContext) => Promise<() => Promise<Store>>): void {
  const things = (store: Store) => store.collection<Thing>("things", { version: 1 });

  test(`${name}: an acknowledged record is there, also after closing`, async (t) => {
    const opener = await open(t);
    const store = await opener();
    await things(store).put("a", { n: 1 });
    assert.deepEqual(await things(store).get("a"), { n: 1 });
    await store.close();
    const again = await opener();
    assert.deepEqual(await things(again).entries(), [["a", { n: 1 }]]);
    await again.close();
  });

  test(`${name}: what is not there is undefined, deleting it is no error`, async (t) => {
    const store = await (await open(t))();
    assert.equal(await things(store).get("nothing"), undefined);
    await things(store).delete("nothing");
    await store.close();
  });

  test(`${name}: writes of one id take effect in the order of their calls`, async (t) => {
    const store = await (await open(t))();
    const collection = things(store);
    await Promise.all([collection.put("a", { n: 1 }), collection.delete("a"), collection.put("a", { n: 3 })]);
    assert.deepEqual(await collection.get("a"), { n: 3 });
    await Promise.all([collection.put("a", { n: 4 }), collection.delete("a")]);
    assert.equal(await collection.get("a"), undefined);
    await store.close();
  });

  test(`${name}: a thousand writes at once are all there`, async (t) => {
    const store = await (await open(t))();
    const collection = things(store);
    await Promise.all(Array.from({ length: 1_000 }, (_, n) => collection.put(`id ${n}`, { n })));
    assert.equal((await collection.entries()).length, 1_000);
    await Promise.all(Array.from({ length: 999 }, (_, n) => collection.delete(`id ${n}`)));
    assert.deepEqual(await collection.entries(), [["id 999", { n: 999 }]]);
    await store.close();
  });

  test(`${name}: ids keep apart: long ones, prefixes of the namespace, any Unicode`, async (t) => {
    const store = await (await open(t))();
    const collection = things(store);
    const ids = [
      "x".repeat(2_048),
      `${"x".repeat(2_047)}y`,
      "a",
      "things:a",
      "=a",
      "#a",
      "ä",
      "%",
      "'; DROP TABLE keyv",
    ];
    for (const [n, id] of ids.entries()) await collection.put(id, { n });
    for (const [n, id] of ids.entries()) assert.deepEqual(await collection.get(id), { n }, id.slice(0, 20));
    const found = (await collection.entries()).map(([id]) => id);
    assert.deepEqual(found.sort(), ids.sort());
    await store.close();
  });

  test(`${name}: collections keep apart`, async (t) => {
    const store = await (await open(t))();
    await things(store).put("a", { n: 1 });
    assert.deepEqual(await store.collection("others", { version: 1 }).entries(), []);
    await store.close();
  });

  test(`${name}: an older record is lifted version by version, a newer one is refused`, async (t) => {
    const opener = await open(t);
    const first = await opener();
    await first.collection("things", { version: 1 }).put("a", { one: 1 });
    await first.close();
    const second = await opener();
    const lifted = second.collection("things", {
      version: 3,
      migrate: (value, from) => ({ ...value, [`from${from}`]: true }),
    });
    assert.deepEqual(await lifted.get("a"), { one: 1, from1: true, from2: true });
    await lifted.put("a", { three: 3 });
    await assert.rejects(things(second).get("a"), /^StoreError: Reading things failed/);
    await second.close();
  });
}
