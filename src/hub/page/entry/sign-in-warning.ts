import type { Account } from "../../../protocol/accounts.ts";
import type { Texts } from "../texts/texts.ts";

type Warning = NonNullable<Account["warning"]>;

const HOUR_MS = 3_600_000;

/** In words: who ends the sign-in, why that is known, and how long it still goes. */
export function warningText(warning: Warning, integration: string, texts: Texts, now = Date.now()): string {
  const hours = Math.max(1, Math.round((Date.parse(warning.ends_at) - now) / HOUR_MS));
  const days = Math.round(hours / 24);
  const left =
    hours >= 36 ? texts("account.left_days", { count: days }) : texts("account.left_hours", { count: hours });
  return texts(`account.warning.${warning.source}`, { name: integration, days: warning.life_days, left });
}
