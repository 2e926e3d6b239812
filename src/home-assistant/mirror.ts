import type { CopyChange } from "../backend/credentials/credential-list.ts";
import type { Credentials } from "../backend/credentials/credentials.ts";
import type { Log } from "../backend/host.ts";
import { credentialsChanged } from "../protocol/bridge-notices.ts";
import type { BridgeCredential } from "../protocol/bridge-values.ts";
import type { Credential } from "../protocol/credentials.ts";
import type { BridgeConnection } from "./bridge-connection.ts";

/** Keeps the copy in Home Assistant's memory current: core's integrations read it without waiting. */
export class Mirror {
  readonly #credentials: Credentials;
  readonly #log: Log;
  #connection: BridgeConnection | undefined;
  #changes: CopyChange[] = [];
  #sending: Promise<void> | undefined;

  constructor(credentials: Credentials, log: Log) {
    this.#credentials = credentials;
    this.#log = log;
    credentials.keepCopy((change) => this.#take(change));
  }

  /** Everything, in the order of creation; from now on each change is told to this connection. */
  async attach(connection: BridgeConnection): Promise<BridgeCredential[]> {
    this.#connection = connection;
    return withSecrets(this.#credentials, this.#log);
  }

  /** Before an adoption: its credentials are answered as a whole at its end. */
  detach(): void {
    this.#connection = undefined;
    this.#changes = [];
  }

  /** Resolves when all changes so far were sent: no answer may overtake the change that it tells of. */
  async sent(): Promise<void> {
    await this.#sending;
  }

  #take(change: CopyChange): void {
    if (!this.#connection) return;
    this.#changes.push(change);
    this.#sending ??= this.#send();
  }

  /** What came together leaves together: unsealing one after the other would hold a burst up. */
  async #send(): Promise<void> {
    while (this.#changes.length > 0) {
      const batch = this.#changes;
      this.#changes = [];
      const changes = await Promise.all(
        batch.map(async (change) => ({
          change_type: change.change_type,
          credential: await withRotation(this.#credentials, {
            item: change.item,
            client_secret: await this.#secretOf(change),
          }),
        })),
      );
      this.#connection?.tell(credentialsChanged, { changes });
    }
    this.#sending = undefined;
  }

  async #secretOf({ change_type, item, client_secret }: CopyChange): Promise<string | null> {
    if (change_type === "removed") return null;
    return client_secret || (await secretOrNull(this.#credentials, item, this.#log));
  }
}

/** Opening thousands of secrets side by side would cost the memory of each. */
const AT_ONCE = 50;

/** Everything with its secret, in the order of creation. */
export async function withSecrets(credentials: Credentials, log: Log): Promise<BridgeCredential[]> {
  const all: BridgeCredential[] = [];
  const items = credentials.all();
  for (let at = 0; at < items.length; at += AT_ONCE) {
    const some = items.slice(at, at + AT_ONCE);
    const secrets = await Promise.all(some.map((item) => secretOrNull(credentials, item, log)));
    for (const [index, item] of some.entries())
      all.push(await withRotation(credentials, { item, client_secret: secrets[index] ?? null }));
  }
  return all;
}

async function withRotation(credentials: Credentials, credential: BridgeCredential): Promise<BridgeCredential> {
  const rotation = await credentials.rotations.forCopy(credential.item.id);
  return rotation ? { ...credential, rotation } : credential;
}

/** A secret that does not open leaves its credential to be seen and mended; it may also be deleted meanwhile. */
async function secretOrNull(credentials: Credentials, { id }: Credential, log: Log): Promise<string | null> {
  try {
    return await credentials.secret(id);
  } catch (error) {
    log.error("A client secret could not be opened", error);
    return null;
  }
}
