import assert from "node:assert/strict";
import { test } from "node:test";
import { logLevel, openLog } from "../../src/backend/log.ts";

function linesOf(level: string | undefined) {
  const lines: string[] = [];
  return { lines, log: openLog(logLevel(level), (line) => void lines.push(line)) };
}

test("levels: what is below the one chosen stays out; an unknown one means info", () => {
  const { log, lines } = linesOf("warn");
  log.info("no");
  log.warn("yes");
  assert.match(lines.join(""), /^\d{4}-\d\d-\d\dT[\d:.]+Z WARN yes\n$/);
  assert.equal(logLevel("loud"), "info");
});

test("one line per message, whatever it holds", () => {
  const { log, lines } = linesOf(undefined);
  log.info("first\n2026-01-01 ERROR forged\r");
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.match(/\n/g)?.length, 1);
});

test("a cause is named, its body stays out", () => {
  const { log, lines } = linesOf(undefined);
  const error = Object.assign(new TypeError("no answer"), { cause: { body: "S3CRET" }, body: "S3CRET" });
  log.error("It failed", error);
  log.error("It failed", { token: "S3CRET" });
  assert.match(lines[0] ?? "", /ERROR It failed: TypeError: no answer\n$/);
  assert.ok(!lines.join("").includes("S3CRET"));
});
