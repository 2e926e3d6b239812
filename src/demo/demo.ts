import type { Integration, ReadyMadeClient } from "../backend/host.ts";
import { calendarIntegration } from "./calendar/integration.ts";
import { demoCloudClient } from "./cloud/client.ts";
import { mailIntegration } from "./mail/integration.ts";
import { type DemoProvider, type DemoProviderOptions, startDemoProvider } from "./provider/demo-provider.ts";

/** The sample integrations, and the local provider that they talk to. */
export interface Demo {
  readonly provider: DemoProvider;
  readonly integrations: readonly Integration[];
  /** What “Demo Cloud” offers, by domain; empty without it. */
  readonly readyMade: ReadonlyMap<string, readonly ReadyMadeClient[]>;
  /** Ends the provider. */
  close(): Promise<void>;
}

/** Starts everything that `--demo` brings (PROTOCOL section 8). */
export async function startDemo(options: DemoProviderOptions): Promise<Demo> {
  const provider = await startDemoProvider(options);
  const { cloud } = provider;
  return {
    provider,
    integrations: createDemoIntegrations(provider),
    readyMade: new Map(cloud ? [["demo_mail", [demoCloudClient(cloud)]]] : []),
    close: () => provider.close(),
  };
}

export const createDemoIntegrations = (provider: DemoProvider): Integration[] => [
  calendarIntegration(provider),
  mailIntegration(provider),
];
