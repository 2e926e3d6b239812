import type { PreflightCheck } from "../../protocol/providers.ts";

type Words = Readonly<Record<string, string>>;

/** A finding that the pages have words for (`preflight.REASON` in the translations), and the same in English. */
export const finding = (
  check: PreflightCheck["check"],
  status: PreflightCheck["status"],
  reason: string,
  placeholders: Words,
  message: string,
): PreflightCheck => ({ check, status, reason, placeholders, message });
