import { findNextKey, makeKey } from "./key-encryption-key.ts";
import { nextKeyFile, promoteNextKey } from "./key-file.ts";
import type { KeyChangeSteps } from "./keyring.ts";
import type { WrappedKeys } from "./wrapped-keys.ts";

/** Each step of a change, in its order, by the name that the log at debug level gives it. */
export const KEY_CHANGE_STEPS = {
  nextKey: "the next key is written beside the key",
  wrappedWithBoth: "every key is wrapped with both",
  outside: "what lies outside the database is sealed with the next key",
  keyReplaced: "the next key is the key",
  settled: "no key is wrapped with the old one any more",
} as const;

export interface KeyChange extends KeyChangeSteps {
  readonly keyFile: string;
  readonly keys: WrappedKeys;
  /** The newest data key is on disk. */
  readonly sealWithNewest: () => Promise<void>;
}

/**
 * Changes the key-encryption key and the data key.
 *
 * Key file and database can't change at once, so the database opens with either key before the file changes, and a
 * process that was killed finds out how far it came: the next key's file beside the key's means that everything from
 * the second step on is done (again); keys wrapped with both, and no such file, that only the last one is left, which
 * `WrappedKeys.open` does. A key that comes from outside this program stays; only the data key is a new one then.
 * @throws StartError when the key file can't be written, StoreError when the database can't. Called again it goes on.
 */
export async function changeKey({ keyFile, keys, sealWithNewest, outside, done }: KeyChange): Promise<void> {
  if (keys.kek.place !== "file") {
    await keys.addDataKey();
    return sealWithNewest();
  }
  const unfinished = await findNextKey(keyFile);
  // What failed after the file was replaced is finished before a third key comes into play.
  if (!unfinished) await keys.settle();
  const next = unfinished ?? (await makeKey(nextKeyFile(keyFile)));
  done(KEY_CHANGE_STEPS.nextKey);
  await keys.wrapWithNext({ ...next, source: keys.kek.source });
  await sealWithNewest();
  done(KEY_CHANGE_STEPS.wrappedWithBoth);
  await outside();
  done(KEY_CHANGE_STEPS.outside);
  promoteNextKey(keyFile);
  done(KEY_CHANGE_STEPS.keyReplaced);
  await keys.settle();
  done(KEY_CHANGE_STEPS.settled);
}
