import type { ActAs, HubToken } from "../backend/act-as.ts";
import { actEnd, actKeep, actToken } from "../protocol/bridge.ts";
import { homeAssistantError } from "../protocol/errors.ts";
import type { BridgeConnection } from "./bridge-connection.ts";

/** Refresh tokens of Home Assistant's own for applications that act as a person, which its Python makes and removes. */
export class BridgeActAs implements ActAs {
  #connection: BridgeConnection | undefined;
  readonly #reached: (() => void)[] = [];
  readonly #ended: ((signIn: string) => void)[] = [];

  /** Python is there. */
  greet(connection: BridgeConnection): void {
    this.#connection = connection;
    for (const reached of this.#reached) reached();
  }

  /** Python told that a person ended it. */
  tellEnded(signIn: string): void {
    for (const ended of this.#ended) ended(signIn);
  }

  token(wanted: Parameters<ActAs["token"]>[0]): Promise<HubToken> {
    return this.#connected().ask(actToken, wanted);
  }

  async end(signIn: string): Promise<void> {
    await this.#connected().ask(actEnd, { sign_in: signIn });
  }

  async keep(signIns: readonly string[]): Promise<readonly string[]> {
    const { gone } = await this.#connected().ask(actKeep, { sign_ins: [...signIns] });
    return gone;
  }

  watch(reached: () => void, ended: (signIn: string) => void): void {
    this.#reached.push(reached);
    this.#ended.push(ended);
  }

  #connected(): BridgeConnection {
    if (!this.#connection) throw homeAssistantError("Home Assistant is not connected.");
    return this.#connection;
  }
}
