import { unauthorized } from "../protocol/errors.ts";
import type { Caller } from "./host.ts";

/** An integration acts for its own domain only (PROTOCOL section 3); people's roles were checked at the door. */
export const mayActFor = (caller: Caller, domain: string): boolean =>
  caller.kind === "user" || caller.domain === domain;

/** @throws CommandError `unauthorized` */
export function assertMayActFor(caller: Caller, domain: string): void {
  if (!mayActFor(caller, domain)) throw unauthorized();
}
