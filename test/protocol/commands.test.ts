import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { renderBridgeDocument } from "../../scripts/home-assistant-bridge.ts";
import { PYTHON_PROTOCOL, renderPythonProtocol } from "../../scripts/python-protocol.ts";
import { renderDocument } from "../../scripts/websocket-api.ts";
import { ERROR_CODES } from "../../src/protocol/errors.ts";
import { type ArgsOfType, commands, type ResultOfType } from "../../src/protocol/index.ts";

test("every command has one row, with a role, a sentence and known errors", () => {
  const types = commands.map(({ type }) => type);
  assert.equal(new Set(types).size, types.length);
  for (const row of commands) {
    assert.ok(row.roles.length > 0, row.type);
    assert.match(row.summary, /\.$/, row.type);
    for (const code of row.errors) assert.ok(code in ERROR_CODES, `${row.type}: ${code}`);
  }
});

test("every module of the table is in the list", async () => {
  for (const file of ["credentials", "connect", "home-assistant", "embedded-hub", "custom-integration", "moves"]) {
    const module = await import(`../../src/protocol/${file}.ts`);
    for (const value of Object.values(module) as { type?: string; roles?: unknown }[]) {
      if (value?.roles)
        assert.ok(
          commands.some((row) => row === (value as unknown)),
          value.type,
        );
    }
  }
});

for (const [path, text] of [
  ["docs/websocket-api.md", renderDocument()],
  ["docs/home-assistant-bridge.md", renderBridgeDocument()],
  [PYTHON_PROTOCOL, renderPythonProtocol()],
] as const) {
  test(`${path} is what the table says`, () => {
    assert.equal(readFileSync(join(import.meta.dirname, "../..", path), "utf8"), text, "stale: run npm run docs");
  });
}

test("arguments and results are typed by the command's name", () => {
  const args: ArgsOfType<"application_credentials/create"> = { domain: "a", client_id: "b", client_secret: "c" };
  const result: ResultOfType<"application_credentials/delete"> = null;
  // @ts-expect-error a credential never holds its secret
  const leak = (item: ResultOfType<"application_credentials/create">) => item.client_secret;
  // @ts-expect-error the domain is required
  const missing: ArgsOfType<"application_credentials/create"> = { client_id: "b", client_secret: "c" };
  assert.deepEqual([typeof args, result, typeof leak, typeof missing], ["object", null, "function", "object"]);
});
