import { randomUUID } from "node:crypto";
import type { Implementation } from "../../backend/connect/client-directory.ts";
import type { FlowOutcome, Log } from "../../backend/host.ts";
import type { Plugin } from "../../backend/running-plugin.ts";
import { Serialiser } from "../../backend/serialise.ts";
import { CommandError, notFound } from "../../protocol/errors.ts";
import type { FlowStep } from "../../protocol/flow.ts";
import type { EntryRecord } from "../entries/entry-record.ts";
import { HttpError } from "../http/answers.ts";
import type { Integrations } from "../integrations.ts";
import type { FinishedConnections } from "./finished-connections.ts";
import type { FlowRecord, Person } from "./flow-record.ts";
import type { FlowRegistry } from "./flow-registry.ts";
import { abortStep, confirmAccountForm, externalStep, pickForm, reauthForm } from "./flow-steps.ts";
import { importOwnCredential } from "./own-credential.ts";

export interface ConfigFlowsParts {
  readonly registry: FlowRegistry;
  readonly integrations: Integrations;
  readonly finished: FinishedConnections;
  readonly plugin: () => Plugin;
  /** Tells the pages that a flow went on without them. */
  readonly progressed: (flow: FlowRecord) => void;
  readonly log: Log;
}

/** A step to show, and the cookie that goes with it. */
export interface Answer {
  readonly step: FlowStep;
  readonly setCookie?: string;
}

/** What a person may enter: which credential, and whose account it shall be. */
export interface FlowInput {
  readonly implementation?: string | undefined;
  readonly account?: "again" | "use" | undefined;
}

/** Config flows: Home Assistant's `AbstractOAuth2FlowHandler` (config_entry_oauth2_flow.py), from the first step to the entry. */
export class ConfigFlows {
  readonly #parts: ConfigFlowsParts;
  readonly #ends = new Serialiser();

  constructor(parts: ConfigFlowsParts) {
    this.#parts = parts;
  }

  /**
   * For a new entry; with an entry of this domain, its person signs in again while it works (Home Assistant's
   * `SOURCE_RECONFIGURE`).
   * @throws HttpError 404 for a domain that has no integration, or an entry that is not there.
   */
  async start(domain: string, person: Person, entryId?: string): Promise<Answer> {
    const integration = this.#parts.integrations.get(domain);
    if (!integration) throw new HttpError(404, "Invalid handler specified");
    for (const flow of this.#parts.registry.abandoned()) await this.#end(flow);
    if (entryId !== undefined) {
      const title = this.#parts.finished.titleOf(entryId, domain);
      if (title === undefined) throw new HttpError(404, "Invalid entry specified");
      const about = { source: "reconfigure", entry_id: entryId, title, step: "reauth_confirm" } as const;
      return this.#confirmReauth({ ...newFlow(domain), ...about }, person);
    }
    const flow: FlowRecord = { ...newFlow(domain), source: "user", step: "pick_implementation" };
    return this.#chooseImplementation(flow, person);
  }

  /** The step that a flow is at. @throws HttpError 404 */
  async show(flowId: string, person: Person): Promise<Answer> {
    const result = this.#parts.registry.result(flowId);
    if (result) return { step: result };
    const flow = this.#existing(flowId);
    if (flow.step === "reauth_confirm") return { step: reauthForm(flow) };
    if (flow.step === "confirm_account") return { step: await this.#whichAccount(flow) };
    if (flow.step === "auth" && flow.implementation) return this.#goToProvider(flow, flow.implementation, person);
    return { step: pickForm(flow, this.#implementations(flow)) };
  }

  /** Takes what a person entered. @throws HttpError 404; 400 for a choice that there is not. */
  async submit(flowId: string, input: FlowInput, person: Person): Promise<Answer> {
    const flow = this.#parts.registry.get(flowId);
    if (flow?.step === "reauth_confirm") return this.#confirmReauth(flow, person);
    if (flow?.step === "confirm_account") return this.#confirmAccount(flow, input.account, person);
    if (flow?.step !== "pick_implementation") return this.show(flowId, person);
    const choice = this.#implementations(flow).find(({ id }) => id === input.implementation);
    if (!choice) throw new HttpError(400, "User input malformed: implementation is not one of the options");
    return this.#goToProvider(flow, choice.id, person);
  }

  /** The person gives up. An entry that needs one is asked for anew. @throws HttpError 404 */
  async cancel(flowId: string): Promise<void> {
    const flow = this.#existing(flowId);
    await this.#end(flow);
    await this.#askAgain(flow);
  }

  /**
   * `Host.finishFlow`. A flow ends once, also when two windows come back from the provider together.
   * @throws CommandError `not_found` when the flow is gone; then nothing was made.
   */
  finish(flowId: string, outcome: FlowOutcome): Promise<void> {
    return this.#ends.run(flowId, () => this.#finish(flowId, outcome));
  }

  async #finish(flowId: string, outcome: FlowOutcome): Promise<void> {
    const { registry, finished, progressed, log } = this.#parts;
    const flow = registry.get(flowId);
    if (outcome.result === "other_account") return this.#askWhichAccount(flow);
    const step =
      outcome.result === "connected"
        ? await finished.settle(flow, outcome)
        : flow && abortStep(flow, outcome.reason, outcome.detail);
    try {
      if (flow) await registry.remove(flow, step);
      if (outcome.result === "connected") await this.#mended(outcome.entry_id);
      else if (flow) await this.#askAgain(flow);
    } catch (error) {
      // What the sign-in led to stands; its flow may come up once more after a restart.
      log.error(`The end of flow ${flowId} was not stored`, error);
    }
    if (flow) progressed(flow);
  }

  async #askWhichAccount(flow: FlowRecord | undefined): Promise<void> {
    if (flow?.entry_id === undefined) throw notFound("Invalid flow specified");
    await this.#parts.registry.save({ ...flow, step: "confirm_account", touched_at: now() });
    this.#parts.progressed(flow);
  }

  /** Where nobody decided in time, the sign-in is asked for as before. */
  async #whichAccount(flow: FlowRecord): Promise<FlowStep> {
    const account = this.#parts.plugin().otherAccount(flow.flow_id);
    if (account) return confirmAccountForm(flow, account.title);
    // What nobody decided about is not kept until the next start.
    await this.#parts.plugin().cancel(flow.flow_id);
    const again = { ...flow, step: "reauth_confirm" } as const;
    await this.#parts.registry.save(again);
    return reauthForm(again);
  }

  /** @throws HttpError 400 for no choice */
  async #confirmAccount(flow: FlowRecord, choice: FlowInput["account"], person: Person): Promise<Answer> {
    if (choice === undefined) throw new HttpError(400, "User input malformed: account is not one of the options");
    if (choice === "again") {
      await this.#parts.plugin().cancel(flow.flow_id);
      return this.#confirmReauth({ ...flow, step: "reauth_confirm" }, person);
    }
    await this.#ends.run(flow.flow_id, () => this.#useOtherAccount(flow, person));
    return this.show(flow.flow_id, person);
  }

  async #useOtherAccount({ flow_id, entry_id }: FlowRecord, person: Person): Promise<void> {
    if (entry_id === undefined || this.#parts.registry.get(flow_id)?.step !== "confirm_account") return;
    const used = await this.#parts.plugin().useOtherAccount(flow_id, person);
    if (used) await this.#finish(flow_id, { result: "connected", entry_id, ...used });
  }

  /**
   * Asks for re-authentication; once per entry, however often it is called. One that is bound to another credential,
   * or to none, makes room for the one that the entry needs now.
   */
  async startReauth({ entry_id, domain, title, moving }: EntryRecord): Promise<void> {
    const flow = this.#parts.registry.reauthOf(entry_id);
    if (flow && flow.bound_to?.implementation === moving?.implementation) return;
    if (flow) await this.#end(flow);
    await this.#parts.registry.save({
      ...newFlow(domain),
      source: "reauth",
      step: "reauth_confirm",
      entry_id,
      title,
      ...(moving && { bound_to: { implementation: moving.implementation, name: moving.name } }),
    });
  }

  /** Asks from the start: whoever is at the provider comes back in vain. */
  async restartReauth(entry: EntryRecord): Promise<void> {
    await this.endReauth(entry.entry_id);
    await this.startReauth(entry);
  }

  /** The entry is gone: nobody has to sign in again for it. */
  async endReauth(entryId: string): Promise<void> {
    const flow = this.#parts.registry.reauthOf(entryId);
    if (flow) await this.#end(flow);
  }

  #existing(flowId: string): FlowRecord {
    const flow = this.#parts.registry.get(flowId);
    if (!flow) throw new HttpError(404, "Invalid flow specified");
    return flow;
  }

  #implementations({ handler }: FlowRecord): readonly Implementation[] {
    return this.#parts.plugin().implementations(handler);
  }

  /** With one implementation it goes straight on, with several it asks, with none it ends. */
  async #chooseImplementation(flow: FlowRecord, person: Person): Promise<Answer> {
    const implementations = await this.#offered(flow);
    const [only, ...others] = implementations;
    if (!only) return { step: abortStep(flow, "missing_credentials") };
    if (others.length === 0) return this.#goToProvider(flow, only.id, person);
    await this.#parts.registry.save({ ...flow, step: "pick_implementation", user_id: person.id });
    return { step: pickForm(flow, implementations) };
  }

  /** An integration that brings its own credential brings it again when it is missing. */
  async #offered(flow: FlowRecord): Promise<readonly Implementation[]> {
    const found = this.#implementations(flow);
    const integration = this.#parts.integrations.get(flow.handler);
    if (found.some(({ ready_made }) => !ready_made) || !integration) return found;
    await importOwnCredential(integration, this.#parts.plugin(), this.#parts.log);
    return this.#implementations(flow);
  }

  /** With the credential that it is bound to, or the entry uses; where that is gone, as for a new entry. */
  async #confirmReauth(flow: FlowRecord, person: Person): Promise<Answer> {
    const own = flow.bound_to?.implementation ?? this.#parts.finished.implementationOf(flow.entry_id);
    const stillThere = (await this.#offered(flow)).some(({ id }) => id === own);
    return own !== undefined && stillThere
      ? this.#goToProvider(flow, own, person)
      : this.#chooseImplementation(flow, person);
  }

  /** The external step; on disk before anybody can come back from it. */
  async #goToProvider(flow: FlowRecord, implementation: string, person: Person): Promise<Answer> {
    const { registry, plugin } = this.#parts;
    const moved = { ...flow, step: "auth", implementation, user_id: person.id, touched_at: now() } as const;
    const isThere = flow.step === "auth" && flow.implementation === implementation && flow.user_id === person.id;
    if (!isThere) await registry.save(moved);
    try {
      const { url, setCookie } = await plugin().authorize(authorizeRequest(moved, person));
      return { step: externalStep(flow, url, this.#service(moved)), ...(setCookie !== undefined && { setCookie }) };
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      await this.#end(moved);
      await this.#askAgain(moved);
      return { step: abortStep(flow, "oauth_failed", error.message) };
    }
  }

  /** A sign-in with its old credential leaves an entry that goes to another one waiting. */
  async #mended(entryId: string): Promise<void> {
    const waiting = this.#parts.finished.waitingEntry(entryId);
    if (waiting) await this.startReauth(waiting);
    else await this.endReauth(entryId);
  }

  /** Named where the person may still prefer a credential of their own; an entry that is mended keeps what it has. */
  #service({ source, implementation, ...flow }: FlowRecord): string | undefined {
    const used = this.#implementations({ source, ...flow }).find(({ id }) => id === implementation);
    return source === "user" && used?.ready_made ? used.name : undefined;
  }

  async #end(flow: FlowRecord): Promise<void> {
    await this.#parts.registry.remove(flow);
    await this.#parts.plugin().cancel(flow.flow_id);
  }

  /** An entry that waits for its person always has a flow. */
  async #askAgain({ source, entry_id }: FlowRecord): Promise<void> {
    const entry = source === "reauth" ? this.#parts.finished.waitingEntry(entry_id) : undefined;
    if (entry) await this.startReauth(entry);
  }
}

const now = () => new Date().toISOString();

const newFlow = (handler: string) => ({ flow_id: randomUUID().replaceAll("-", ""), handler, touched_at: now() });

const authorizeRequest = (flow: FlowRecord & { readonly implementation: string }, person: Person) => ({
  flow_id: flow.flow_id,
  domain: flow.handler,
  implementation: flow.implementation,
  ...(flow.entry_id !== undefined && { entry_id: flow.entry_id }),
  user_id: person.id,
  user_name: person.name,
  address: person.address,
  cookie: person.cookie,
});
