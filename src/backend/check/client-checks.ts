import { type CheckResult, waitReason } from "../../protocol/check.ts";
import { type AuthenticationMethod, OTHER_METHOD } from "../credentials/client-authentication.ts";
import { ExpiringMap } from "../expiring-map.ts";
import { type ProbeAnswer, type ProbedClient, probe, randomText } from "./probe.ts";

/** One client is asked about once in this time, in milliseconds. */
const ONCE_IN_MS = 60_000;
/** So many clients are remembered; an administrator checks them by hand. */
const MOST_REMEMBERED = 1_000;

/** What came out, and which way of sending the secret the provider takes, where it accepted the client. */
export interface Verdict extends CheckResult {
  readonly method?: AuthenticationMethod;
}

interface Recent {
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly verdict: Promise<Verdict>;
}

/** Asks providers whether they know a client; each client once a minute, so that nobody guesses secrets through us. */
export class ClientChecks {
  readonly #fingerprint: (secret: string) => string;
  readonly #recent = new ExpiringMap<Recent>(ONCE_IN_MS, MOST_REMEMBERED);

  /** @param fingerprint a keyed hash: the secrets themselves are not kept */
  constructor(fingerprint: (secret: string) => string) {
    this.#fingerprint = fingerprint;
  }

  /**
   * The same secret within a minute gets the last answer, another one the seconds to wait.
   * @param first the way of sending the secret to begin with
   */
  async check(client: ProbedClient, secret: string, first: AuthenticationMethod): Promise<Verdict> {
    const key = JSON.stringify([client.endpoints.token_url, client.client_id]);
    const fingerprint = this.#fingerprint(secret);
    const recent = this.#recent.get(key);
    if (recent?.fingerprint === fingerprint) return recent.verdict;
    if (recent) return { status: "unknown", reason: waitReason(secondsLeft(recent.at)) };
    const verdict = judge(client, secret, first);
    this.#recent.set(key, { fingerprint, at: Date.now(), verdict });
    return verdict;
  }
}

const secondsLeft = (at: number): number => Math.max(1, Math.ceil((at + ONCE_IN_MS - Date.now()) / 1_000));

/** In one way, then in the other, until the provider knows the client; what it said first counts where it does not. */
async function judge(client: ProbedClient, secret: string, first: AuthenticationMethod): Promise<Verdict> {
  const answers: ProbeAnswer[] = [];
  for (const method of [first, OTHER_METHOD[first]]) {
    const answer = await probe(client, secret, method);
    if (answer.kind === "known") return confirm(client, method, answer);
    answers.push(answer);
    if (answer.kind === "silent") break;
  }
  const rejected = answers.find(({ kind }) => kind === "rejected");
  if (rejected) return { status: "rejected", reason: `${client.provider} ${rejected.words}.` };
  return untold(client, answers[0] as ProbeAnswer);
}

/** Many providers look at the code before they look at the secret: a secret that can't be right tells. */
async function confirm(client: ProbedClient, method: AuthenticationMethod, known: ProbeAnswer): Promise<Verdict> {
  const { provider } = client;
  const control = await probe(client, randomText(), method);
  if (control.kind === "rejected")
    return { status: "accepted", reason: `${provider} knows this client ID and secret.`, method };
  if (control.kind !== "known") return untold(client, control);
  const reason = `${provider} ${known.words} to a wrong secret too: whether this one is right shows at the first sign-in.`;
  return { status: "unknown", reason };
}

const untold = ({ provider }: ProbedClient, { words }: ProbeAnswer): Verdict => ({
  status: "unknown",
  reason: `${provider} ${words}. That says nothing about the client.`,
});
