import * as v from "valibot";
import type { WebSocket } from "ws";
import type { CommandHandler } from "../backend/commands.ts";
import type { Rotations } from "../backend/credentials/rotations.ts";
import type { SqliteStore } from "../backend/store/sqlite-store.ts";
import * as rows from "../protocol/bridge.ts";
import * as notices from "../protocol/bridge-notices.ts";
import type { CommandInfo } from "../protocol/bridge-values.ts";
import type { AnySchema, ArgsOf, Command, ResultOf } from "../protocol/command.ts";
import type { Adoption } from "./adoption.ts";
import type { BridgeApplicationsHost } from "./applications-host.ts";
import { ANSWERED, type Answer, type Answers, BridgeConnection } from "./bridge-connection.ts";
import type { BridgeHost } from "./bridge-host.ts";
import { ClientCommands } from "./client-commands.ts";
import type { Mirror } from "./mirror.ts";
import type { Snapshot } from "./snapshot.ts";
import type { ToldActivity } from "./told-activity.ts";

export interface BridgeParts {
  readonly host: BridgeHost;
  readonly applications: BridgeApplicationsHost;
  readonly rotations: Rotations;
  readonly store: SqliteStore;
  readonly adoption: Adoption;
  readonly mirror: Mirror;
  readonly snapshot: Snapshot;
  readonly activity: ToldActivity;
  readonly version: string;
  /** `databaseName` */
  readonly database: string;
}

/** Speaks with Home Assistant's Python over one connection at a time; a newer one takes the place of the older. */
export class Bridge {
  readonly #parts: BridgeParts;
  #connection: BridgeConnection | undefined;

  constructor(parts: BridgeParts) {
    this.#parts = parts;
  }

  accept(socket: WebSocket): void {
    this.#connection?.close();
    const { host, adoption, mirror, store } = this.#parts;
    this.#connection = new BridgeConnection(
      socket,
      (connection) => {
        const parts = { connection, handlers: host.handlers, mirror, adopted: () => adoption.adopted, log: host.log };
        const clients = new ClientCommands(parts);
        socket.on("close", () => {
          clients.close();
          if (this.#connection === connection) store.releaseWrites();
        });
        return this.#answers(connection, clients);
      },
      host.log,
    );
  }

  close(): void {
    this.#connection?.close();
  }

  #answers(connection: BridgeConnection, clients: ClientCommands): Answers {
    const { host, rotations, adoption, mirror, store, activity, applications } = this.#parts;
    const asked = [
      answer(rows.hello, (args) => this.#greet(connection, args)),
      answer(rows.beginAdoption, async ({ mode }) => {
        if (mode === "replace") mirror.detach();
        await adoption.begin(mode);
        return null;
      }),
      answer(rows.adoptItems, async ({ items }) => {
        await adoption.take(items);
        return null;
      }),
      answer(rows.commitAdoption, ({ count }) => this.#commit(connection, count)),
      answer(rows.runCommand, async (args, frame) => {
        await clients.run(args, frame);
        return ANSWERED;
      }),
      answer(rows.endSubscription, ({ command }) => {
        clients.unsubscribe(command);
        return null;
      }),
      answer(rows.holdWrites, async ({ held }) => {
        if (held) await store.holdWrites();
        else store.releaseWrites();
        return null;
      }),
    ];
    const told = new Map([
      notice(notices.secretUsed, ({ application_credentials_id: id, since, outcome, reason }) =>
        rotations.seen(id, since, outcome, reason),
      ),
      notice(notices.entriesChanged, ({ changed, removed }) =>
        host.change(changed, removed, (before, now) => activity.entryChanged(before, now)),
      ),
      notice(notices.usersChanged, ({ users }) => applications.tellUsers(users)),
      notice(notices.originChanged, ({ origin }) => applications.tellOrigin(origin)),
      notice(notices.actEnded, ({ sign_in }) => applications.actAs.tellEnded(sign_in)),
      notice(notices.commandDone, (fields) => void activity.commandDone(fields)),
    ]);
    const take = (type: string, fields: unknown) => {
      if (!told.get(type)?.(fields)) host.log.error(`The bridge was told something it does not know: ${type}`);
    };
    return { asked: new Map(asked), told: take };
  }

  async #greet(
    connection: BridgeConnection,
    { domains, entries, version, users, origin, hub_name }: ArgsOf<typeof rows.hello>,
  ): Promise<ResultOf<typeof rows.hello>> {
    const { host, adoption, mirror, applications } = this.#parts;
    host.greet(connection, domains, entries);
    applications.name = hub_name;
    applications.tellUsers(users);
    applications.tellOrigin(origin);
    applications.actAs.greet(connection);
    if (version !== this.#parts.version)
      host.log.warn(`The integration has version ${version}, this is ${this.#parts.version}`);
    return {
      schema: rows.BRIDGE_SCHEMA,
      min_schema: rows.BRIDGE_MIN_SCHEMA,
      version: this.#parts.version,
      database: this.#parts.database,
      adopted: adoption.adopted,
      commands: [...host.handlers.values()].map(describe),
      // What an unfinished adoption left is nobody's yet.
      credentials: adoption.adopted ? await mirror.attach(connection) : [],
    };
  }

  /** The snapshot is there before the mark is answered: from then on Home Assistant's own file is not read any more. */
  async #commit(connection: BridgeConnection, count: number): Promise<ResultOf<typeof rows.commitAdoption>> {
    const { adoption, mirror, snapshot } = this.#parts;
    await adoption.commit(count);
    snapshot.begin();
    await snapshot.written();
    return { credentials: await mirror.attach(connection) };
  }
}

/** Binds a row of the bridge to what answers it. */
const answer = <C extends Command>(
  row: C,
  run: (args: ArgsOf<C>, frame: number) => Promise<ResultOf<C> | typeof ANSWERED> | ResultOf<C>,
): [string, { row: Command; run: Answer }] => [row.type, { row, run: run as Answer }];

/** Binds a notice to what takes it, which answers whether its fields were in order. */
const notice = <N extends { type: string; fields: AnySchema }>(
  { type, fields }: N,
  take: (told: v.InferOutput<N["fields"]>) => void,
): [string, (told: unknown) => boolean] => [
  type,
  (told) => {
    const parsed = v.safeParse(fields, told);
    if (parsed.success) take(parsed.output as v.InferOutput<N["fields"]>);
    return parsed.success;
  },
];

const describe = ({ command, subscribe }: CommandHandler): CommandInfo => ({
  type: command.type,
  roles: [...command.roles],
  subscription: subscribe !== undefined,
});
