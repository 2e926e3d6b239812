import * as v from "valibot";
import type { Integration } from "../../backend/host.ts";
import { demoIntegration } from "../demo-integration.ts";
import type { DemoProvider } from "../provider/demo-provider.ts";

const Messages = v.object({
  messages: v.array(v.object({ from: v.string(), subject: v.string(), received: v.string() })),
});

/** `mdiEmailOutline` of Material Design Icons, copied: importing the package costs the hub 30 MB, since nothing shakes its tree here. */
const ICON =
  "M22 6C22 4.9 21.1 4 20 4H4C2.9 4 2 4.9 2 6V18C2 19.1 2.9 20 4 20H20C21.1 20 22 19.1 22 18V6M20 6L12 11L4 6H20M20 18H4V8L12 13L20 8V18Z";

/** Demo Mail: its credential is made at the provider's console and typed in by hand; shows the last messages. */
export const mailIntegration = (provider: DemoProvider): Integration =>
  demoIntegration(provider, {
    domain: "demo_mail",
    name: "Demo Mail",
    icon: ICON,
    scope: "mail.read",
    path: "/api/mail/messages",
    answer: Messages,
    toItems: ({ messages }) =>
      messages.map(({ from, subject, received }) => ({ title: subject, start: received, detail: from })),
  });
