/** A file that a Home Assistant without the plugin wrote, imported into another one with it: its entries go on. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { signedInEntry, writeEntries } from "./support/configuration.ts";
import { describeEach } from "./support/each-installation.ts";
import { reloadEntry } from "./support/flows.ts";
import { HomeAssistant } from "./support/home-assistant.ts";
import { expectLoaded, servedByBackend } from "./support/old-home.ts";

const FILE = ".storage/application_credentials";
const CANARY = "S3CRET-canary-moved";
const TYPED = { domain: "acme_raw", client_id: "Moved Client", client_secret: CANARY, name: "Moved" };

interface Storage {
  readonly key: string;
  readonly version: number;
  readonly data: { readonly items: readonly { readonly id: string }[] };
}

describeEach("a file of another installation", (installation) => {
  it("imports core's own file over the bridge, with its ids, and the entries that record them load", async (t) => {
    const before = await HomeAssistant.create(t, installation);
    before.removePlugin();
    await before.start();
    const old = await before.signIn();
    await old.call("application_credentials/create", TYPED);
    old.close();
    // Core writes its file at the latest when it stops.
    await before.stop();
    const storage = JSON.parse(before.read(FILE)) as Storage;
    assert.deepEqual([storage.key, storage.version, storage.data.items.length], ["application_credentials", 1, 1]);
    const items = [...storage.data.items, { id: "x", domain: "no_such", client_id: "x", client_secret: CANARY }];
    const id = storage.data.items[0]?.id ?? "";

    const home = await HomeAssistant.create(t, installation);
    writeEntries(home.folder, [signedInEntry("moved_entry", "acme_raw", id)]);
    await home.start();
    const client = await home.signIn();
    await servedByBackend(client);
    const preview = await client.call("application_credentials/file/preview", { items });
    assert.deepEqual(
      preview.items.map(({ status, reason }) => [status, reason]),
      [
        ["new", undefined],
        ["unusable", "unknown_domain"],
      ],
    );
    const { results } = await client.call("application_credentials/file/import", { items });
    assert.deepEqual(results[0], { result: "added", application_credentials_id: id });
    assert.equal(results[1]?.result, "failed");

    const [listed] = await client.call("application_credentials/list");
    assert.deepEqual([listed?.id, listed?.name, listed?.source], [id, "Moved", "user"]);
    await reloadEntry(client, "moved_entry");
    await expectLoaded(client);
    const again = await client.call("application_credentials/file/preview", { items });
    assert.equal(again.items[0]?.status, "same");
    const list = await client.call("application_credentials/file/export", {});
    assert.deepEqual(
      list.credentials.map((one) => one.id),
      [id],
    );
    assert.equal(client.received().includes(CANARY), false, "S12");
    assert.equal(home.log().includes(CANARY), false, "S13");
  });
});
