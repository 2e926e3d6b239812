import * as v from "valibot";
import type { Integration } from "../../backend/host.ts";
import { demoIntegration } from "../demo-integration.ts";
import type { DemoProvider } from "../provider/demo-provider.ts";

const Events = v.object({
  events: v.array(v.object({ title: v.string(), start: v.string(), end: v.string(), location: v.string() })),
});

/** `mdiCalendarMonth` of Material Design Icons, copied: importing the package costs the hub 30 MB, since nothing shakes its tree here. */
const ICON =
  "M9,10V12H7V10H9M13,10V12H11V10H13M17,10V12H15V10H17M19,3A2,2 0 0,1 21,5V19A2,2 0 0,1 19,21H5C3.89,21 3,20.1 3,19V5A2,2 0 0,1 5,3H6V1H8V3H16V1H18V3H19M19,19V8H5V19H19M9,14V16H7V14H9M13,14V16H11V14H13M17,14V16H15V14H17Z";

/** Demo Calendar: brings its own credential, and shows the next events of whoever signed in. */
export const calendarIntegration = (provider: DemoProvider): Integration =>
  demoIntegration(provider, {
    domain: "demo_calendar",
    name: "Demo Calendar",
    icon: ICON,
    scope: "calendar.read",
    path: "/api/calendar/events",
    answer: Events,
    toItems: ({ events }) => events.map(({ title, start, end, location }) => ({ title, start, end, detail: location })),
    ownClient: provider.calendarClient,
  });
