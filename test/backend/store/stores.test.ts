import { join } from "node:path";
import { openMemoryStore } from "../../../src/backend/store/memory-store.ts";
import { openSqliteStore } from "../../../src/backend/store/sqlite-store.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { storeContract } from "./store-contract.ts";

storeContract("SQLite", async (t) => {
  const folder = temporaryFolder(t);
  return () => openSqliteStore(join(folder, "store.db"));
});

storeContract("memory", async () => {
  const store = openMemoryStore();
  return async () => store;
});
