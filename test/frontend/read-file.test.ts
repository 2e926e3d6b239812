import { expect } from "@open-wc/testing";
import { batchesOf } from "../../src/frontend/credentials-file/batches.ts";
import { readFile, readText } from "../../src/frontend/credentials-file/read-file.ts";

const ITEM = { id: "demo_mail_cid", domain: "demo_mail", client_id: "cid", client_secret: "S3CRET-canary" };
const storage = (more: object = {}) =>
  JSON.stringify(
    { version: 1, minor_version: 1, key: "application_credentials", data: { items: [ITEM] }, ...more },
    undefined,
    2,
  );

describe("a file that a person chose", () => {
  it("gives the items of the storage file, with a byte order mark too", () => {
    expect(readText(storage())).to.deep.equal({ items: [ITEM] });
    expect(readText(`\uFEFF${storage({ minor_version: 7 })}`)).to.deep.equal({ items: [ITEM] });
  });

  it("is told apart by what it is", () => {
    expect(readText(" \n")).to.deep.equal({ code: "empty" });
    expect(readText("[]")).to.deep.equal({ code: "not_storage" });
    expect(readText('{"a":1}')).to.deep.equal({ code: "not_storage" });
    expect(readText(storage({ data: { items: {} } }))).to.deep.equal({ code: "not_storage" });
    expect(readText(storage({ data: { items: [] } }))).to.deep.equal({ code: "no_items" });
    expect(readText(storage({ version: 2 }))).to.deep.equal({ code: "newer", version: "2" });
    expect(readText(storage({ key: "core.config_entries" }))).to.deep.equal({
      code: "other_storage",
      key: "core.config_entries",
    });
    expect(readText('{"format":"application_credentials/list","version":1,"credentials":[]}')).to.deep.equal({
      code: "own_list",
    });
  });

  it("S12: names the place where it is broken, and nothing of what is there", () => {
    const broken = storage().replace('"S3CRET-canary"', '"S3CRET-canary" S3CRET');
    const line = broken.split("\n").findIndex((text) => text.includes("S3CRET")) + 1;
    const read = readText(broken);
    expect(read).to.deep.equal({
      code: "not_json",
      line,
      column: (broken.split("\n")[line - 1] ?? "").indexOf(" S3CRET") + 2,
    });
    expect(JSON.stringify(read)).not.to.contain("S3CRET");
    const cut = storage().slice(0, -20);
    expect(readText(cut)).to.have.property("code", "not_json");
    expect(readText("no json at all")).to.deep.equal({ code: "not_json", line: 1, column: 1 });
    expect(readText('{\n  "a": [1, 2,, 3]\n}')).to.deep.equal({ code: "not_json", line: 2, column: 14 });
    expect(readText('{"a": 1} and more')).to.deep.equal({ code: "not_json", line: 1, column: 10 });
  });

  it("is not read when it is too large", async () => {
    const file = new File([new Uint8Array(17 * 1024 * 1024)], "big");
    expect(await readFile(file)).to.deep.equal({ code: "too_large" });
    expect(await readFile(new File([storage()], "application_credentials"))).to.deep.equal({ items: [ITEM] });
  });
});

describe("messages", () => {
  it("hold at most 200 items and 256 KiB, in order", () => {
    const many = Array.from({ length: 450 }, (_, index) => index);
    expect(batchesOf(many, (row) => row).map(({ length }) => length)).to.deep.equal([200, 200, 50]);
    expect(batchesOf(many, (row) => row).flat()).to.deep.equal(many);
    const long = "x".repeat(100 * 1024);
    expect(batchesOf([1, 2, 3, 4, 5], () => long).map(({ length }) => length)).to.deep.equal([2, 2, 1]);
    expect(batchesOf([], (row) => row)).to.deep.equal([]);
  });
});
