import type Provider from "oidc-provider";
import { type BehaviourSettings, TOKEN_ENDPOINT_MODES } from "../../src/demo/provider/behaviour.ts";
import { failTokenEndpoint } from "../../src/demo/provider/token-endpoint-failures.ts";
import type { TestProvider } from "./oidc-provider.ts";

type Answer = Exclude<BehaviourSettings["token_endpoint"], "normal">;
/** The token endpoint fails as the demo's console can make it, answers nothing at all, or nobody listens. */
export type Trouble = Answer | "slow" | "refused";

const ANSWERS = TOKEN_ENDPOINT_MODES.filter((mode): mode is Answer => mode !== "normal");

/** Every way to fail; a table over it tests them all. */
export const TROUBLES: readonly Trouble[] = [...ANSWERS, "slow", "refused"];

/**
 * Makes a provider's token endpoint fail. One trouble at a time.
 * @returns what mends it.
 * @example
 * const mend = await makeTrouble(provider, "rate_limited");
 * assert.equal((await token()).error?.code, "provider_unavailable");
 * await mend();
 */
export async function makeTrouble(provider: TestProvider, trouble: Trouble): Promise<() => Promise<void>> {
  if (trouble === "refused") {
    await provider.stop();
    return () => provider.start();
  }
  provider.interfere = (_reply, response) => {
    // Nothing at all is slower than any caller is patient.
    if (trouble !== "slow") failTokenEndpoint(trouble, response);
  };
  return async () => {
    provider.interfere = undefined;
  };
}

/**
 * A provider that rotates refresh tokens takes one again for a while after its first use, as several big ones do, so
 * that a client which lost the answer can go on. Goes with `rotateRefreshToken: true`, the default of `startProvider`.
 */
export function allowGrace({ RefreshToken }: Provider, milliseconds: number): void {
  const { consume } = RefreshToken.prototype;
  RefreshToken.prototype.consume = async function () {
    // It may be gone by then, with all that was granted.
    setTimeout(() => consume.call(this).catch(() => {}), milliseconds).unref();
  };
}
