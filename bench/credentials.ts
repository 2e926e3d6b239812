import type { WireClient } from "../test/support/hub-client.ts";
import { rate } from "./measure.ts";

/** As many as the panels and the hub have to be quick with. */
export const STORED = 5_000;
const OWN = { authorize_url: "https://p.example/a", token_url: "https://p.example/t" };

/** The arguments of a `create`, of a size as real ones have. */
export const credential = (label: string, n: number) => ({
  domain: "own_provider",
  client_id: `${label} ${n}`,
  client_secret: `secret number ${n} 0000`,
  name: `Credential ${n}`,
  authorization_server: OWN,
});

export const create = (client: WireClient, label: string) => (n: number) =>
  client.call<{ id: string }>("application_credentials/create", credential(label, n));

/** Fills a hub with `STORED` credentials. */
export const fill = (client: WireClient): Promise<number> => rate(STORED, 50, create(client, "stored"));
