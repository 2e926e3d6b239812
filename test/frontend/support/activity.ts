import type { ActivityItem } from "../../../src/protocol/activity.ts";
import type { FakeConnection, Message } from "./fake-connection.ts";
import { CALENDAR, fakeHub, MAIL } from "./fake-hass.ts";

export const CALL = {
  list: "application_credentials/activity/list",
  subscribe: "application_credentials/activity/subscribe",
} as const;

/** Anna did something. */
export const line = (more: Partial<ActivityItem> = {}): ActivityItem => ({
  id: "000000001",
  at: "2026-11-05T12:00:00.000Z",
  actor: { kind: "user", id: "u1", name: "Anna" },
  action: "credential.created",
  record: { kind: "credential", id: "gone", name: "Gone", domain: "demo_mail" },
  result: "succeeded",
  ...more,
});

const mail = { kind: "credential", id: MAIL.id, name: "Family mail", domain: "demo_mail" } as const;
const calendar = { kind: "credential", id: "gone", name: CALENDAR.name, domain: "demo_calendar" } as const;

/** Some of each kind, newest first. */
export const lines = (): ActivityItem[] => [
  line({
    id: "000000006",
    actor: { kind: "hub" },
    action: "account.rejected",
    record: { kind: "account", id: "e2", name: "Family mail", domain: "demo_mail" },
    result: "failed",
    reason: "The provider no longer accepts the refresh token.",
  }),
  line({
    id: "000000005",
    action: "credential.deleted",
    record: mail,
    result: "failed",
    reason: "Cannot delete credential in use by integration demo_mail",
    address: "192.168.1.7",
  }),
  line({
    id: "000000004",
    actor: { kind: "integration", id: "t1", name: "script" },
    action: "credential.imported",
    record: calendar,
  }),
  line({ id: "000000003", action: "credential.secret_changed", record: mail }),
  line({ id: "000000002", actor: { kind: "hub" }, action: "credential.imported", record: calendar }),
];

/** A hub that has these lines, newest first. */
export function activityHub(items: readonly ActivityItem[]): FakeConnection {
  const hub = fakeHub([MAIL]);
  hub.answer(CALL.subscribe, () => undefined);
  hub.answer("config_entries/get", () => [{ entry_id: "e2" }]);
  hub.answer(CALL.list, ({ before, limit = 100 }: Message) => {
    const older = items.filter(({ id }) => before === undefined || id < `${before}`);
    const page = older.slice(0, Number(limit));
    const next = page.at(-1)?.id;
    return { items: page, ...(older.length > page.length && { next }) };
  });
  return hub;
}
