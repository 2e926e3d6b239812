import type { ConsentDecision, ConsentDetails } from "../../protocol/grants.ts";
import type { Hass } from "../../protocol/page.ts";

/** Why the hub could not tell, or take a decision. */
export type InteractionProblem = "over" | "login" | "failed" | "unreachable";

export class InteractionError extends Error {
  override readonly name = "InteractionError";
  readonly problem: InteractionProblem;

  constructor(problem: InteractionProblem, message = "") {
    super(message);
    this.problem = problem;
  }
}

/** What an application asks of the person who is here, over HTTP: the browser's cookie has to go along. */
export class Interaction {
  readonly #hass: Pick<Hass, "fetchWithAuth">;
  readonly #address: string;

  /** @param endpoints what the provider's paths begin with */
  constructor(hass: Pick<Hass, "fetchWithAuth">, endpoints: string, uid: string) {
    this.#hass = hass;
    this.#address = `${endpoints}/interaction/${encodeURIComponent(uid)}`;
  }

  /** @throws InteractionError */
  details(): Promise<ConsentDetails> {
    return this.#fetch<ConsentDetails>("details", {});
  }

  /** @returns where the browser goes next. @throws InteractionError */
  async decide(decision: ConsentDecision["decision"]): Promise<string> {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify({ decision } satisfies ConsentDecision);
    return (await this.#fetch<{ redirect_to: string }>("decision", { method: "POST", headers, body })).redirect_to;
  }

  async #fetch<Result>(what: string, options: RequestInit): Promise<Result> {
    const response = await this.#hass.fetchWithAuth(`${this.#address}/${what}`, options).catch(() => undefined);
    if (!response) throw new InteractionError("unreachable");
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer as Result;
    if (response.status === 404) throw new InteractionError("over");
    if (answer.code === "recent_login_required") throw new InteractionError("login");
    throw new InteractionError("failed", answer.message ?? "");
  }
}
