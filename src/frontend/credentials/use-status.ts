import {
  mdiAlertCircleOutline,
  mdiCheckCircleOutline,
  mdiClockAlertOutline,
  mdiDotsHorizontalCircleOutline,
  mdiLoginVariant,
  mdiMinusCircleOutline,
} from "@mdi/js";
import type { Localize, TextKey } from "../localize.ts";
import type { EntryUsage } from "./credentials-controller.ts";

/** How an entry, or all that use a credential, are doing (F31). */
export interface UseStatus {
  readonly label: TextKey;
  readonly tone: "good" | "warning" | "bad" | "neutral";
  /** An MDI icon's SVG path. */
  readonly icon: string;
}

/** From the worst to the best: what a person can do something about goes first. */
const BY_WEIGHT = {
  reauth: { label: "usage.state.reauth", tone: "bad", icon: mdiLoginVariant },
  setup_error: { label: "usage.state.setup_error", tone: "bad", icon: mdiAlertCircleOutline },
  setup_retry: { label: "usage.state.setup_retry", tone: "warning", icon: mdiClockAlertOutline },
  setup_in_progress: { label: "usage.state.setup_in_progress", tone: "neutral", icon: mdiDotsHorizontalCircleOutline },
  not_loaded: { label: "usage.state.not_loaded", tone: "neutral", icon: mdiDotsHorizontalCircleOutline },
  loaded: { label: "usage.state.loaded", tone: "good", icon: mdiCheckCircleOutline },
  unused: { label: "usage.state.unused", tone: "neutral", icon: mdiMinusCircleOutline },
} as const satisfies Readonly<Record<string, UseStatus>>;

const STATUSES: readonly UseStatus[] = Object.values(BY_WEIGHT);

/** How one entry is doing. */
export function statusOfEntry({ state, reauth }: Pick<EntryUsage, "state" | "reauth">): UseStatus {
  if (reauth) return BY_WEIGHT.reauth;
  return state === "migration_error" || state === "failed_unload" ? BY_WEIGHT.setup_error : BY_WEIGHT[state];
}

/** How the worst of these entries is doing. */
export const worstStatus = (entries: readonly EntryUsage[]): UseStatus =>
  STATUSES[Math.min(...entries.map(statusOfEntry).map(weightOf), weightOf(BY_WEIGHT.unused))] ?? BY_WEIGHT.unused;

/** 0 for the worst: by this a list is sorted. */
export const weightOf = (status: UseStatus): number => STATUSES.indexOf(status);

/** So many accounts are named; the rest is counted. */
const NAMED = 3;

/** The entries' titles as part of a sentence. */
export function titlesOf(entries: readonly EntryUsage[], localize: Localize): string {
  const titles = entries
    .slice(0, NAMED)
    .map(({ title }) => title)
    .join(", ");
  const more = entries.length - NAMED;
  return more > 0 ? localize("usage.and_more", { titles, count: more }) : titles;
}
