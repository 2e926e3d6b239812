import type { RejectedRedirect } from "../../protocol/applications.ts";
import { isLoopbackRedirect } from "../../protocol/redirect-uri.ts";

export type Difference = RejectedRedirect["difference"];

/** In what an address differs from a registered one, where it is alike at all. */
interface Compared {
  readonly registered: string;
  readonly difference: Difference;
  /** How little they have in common. */
  readonly distance: number;
}

/** The registered address that is most like the one that was asked for, and what is different; none where none is alike. */
export function nearestRedirect(
  asked: string,
  registered: readonly string[],
): Pick<RejectedRedirect, "registered" | "difference"> {
  const [nearest] = registered.map((uri) => compare(asked, uri)).sort((a, b) => a.distance - b.distance);
  if (!nearest || nearest.distance > MOST_PARTS) return { difference: "several" };
  return { registered: nearest.registered, difference: nearest.difference };
}

/** With more parts different than this they are different addresses, and not one that was mistyped. */
const MOST_PARTS = 2;

function compare(asked: string, registered: string): Compared {
  if (withoutSlash(asked) === withoutSlash(registered))
    return { registered, difference: "trailing_slash", distance: 0 };
  if (asked.toLowerCase() === registered.toLowerCase()) return { registered, difference: "letter_case", distance: 0 };
  const [one, other] = [URL.parse(asked), URL.parse(registered)];
  if (!one || !other) return { registered, difference: "several", distance: MOST_PARTS + 1 };
  // A browser makes the same address of both.
  if (one.href === other.href) return { registered, difference: "encoding", distance: 0 };
  const parts = differentParts(one, other);
  const [only = "several"] = parts;
  return { registered, difference: parts.length === 1 ? only : "several", distance: parts.length };
}

function differentParts(one: URL, other: URL): Difference[] {
  const parts: [Difference, boolean][] = [
    ["scheme", one.protocol !== other.protocol],
    ["user_info", one.username !== other.username || one.password !== other.password],
    ["host", one.hostname !== other.hostname],
    // An app on this machine takes any.
    ["port", one.port !== other.port && !isLoopbackRedirect(one.href)],
    ["path", one.pathname !== other.pathname],
    ["query", one.search !== other.search],
    ["fragment", one.hash !== other.hash],
  ];
  return parts.flatMap(([part, isDifferent]) => (isDifferent ? [part] : []));
}

/** The slash at the end of the path, before a query. */
const withoutSlash = (uri: string): string => uri.replace(/\/(?=$|\?)/, "");
