import type { KeyState } from "../../protocol/keys.ts";
import type { CredentialsHost, Log } from "../host.ts";
import type { ChangeableKeyring } from "../store/keyring.ts";
import type { Store } from "../store/store.ts";
import { keyCommands } from "./handlers.ts";
import { KeyCare } from "./key-care.ts";
import { Keys } from "./keys.ts";
import type { Resealable } from "./resealable.ts";

export interface KeysOptions {
  readonly store: Store;
  readonly keyring: ChangeableKeyring;
  /** Every collection that seals something. */
  readonly collections: readonly Resealable[];
  /** The ids of credentials whose secrets no key here opens, and who hears when there is a change among credentials. */
  readonly credentials: { secretsLost(): readonly string[]; watch(listener: () => void): () => void };
  /** Seals anew, under the key itself, what lies outside the store. */
  readonly outside?: () => Promise<void>;
  /** How the hub is backed up: by this program's command, or by the hub itself. */
  readonly backup: KeyState["backup"];
}

/** Between two tellings of changes among credentials, in milliseconds: each counts every record that is kept. */
const PAUSE_MS = 500;

/** Tells at once, and of changes that come together, as those of an import, once more at the end of each pause. */
function together(tell: () => void): () => void {
  let pause: NodeJS.Timeout | undefined;
  let more = false;
  const over = () => {
    pause = undefined;
    if (more) change();
  };
  const change = () => {
    more = pause !== undefined;
    if (more) return;
    pause = setTimeout(over, PAUSE_MS).unref();
    tell();
  };
  return change;
}

/** The care of the keys; a rotation that a kill interrupted goes on. */
export async function startKeys(
  commands: Pick<CredentialsHost, "register">,
  log: Log,
  { credentials, outside = async () => {}, ...options }: KeysOptions,
): Promise<Keys> {
  const care = await KeyCare.load(options.store);
  const secretsLost = () => credentials.secretsLost();
  const keys = new Keys({ ...options, care, outside, secretsLost, log });
  credentials.watch(together(keys.changed));
  commands.register(keyCommands(keys));
  await keys.resume();
  return keys;
}
