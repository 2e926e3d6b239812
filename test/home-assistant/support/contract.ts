import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import {
  type ContractClient,
  type ContractPeer,
  credentialsContract,
  SECRET_CANARY,
} from "../../support/credentials-contract.ts";
import { Client, type WireError } from "./client.ts";
import { logIn } from "./session.ts";

/** The account of a user who is no administrator. */
export const GUEST = { name: "Gustav Guest", username: "guest", password: "correct horse" };

/** Section 4 of the contract as tests of a server that is running, with no credential of these domains. */
export function describeContract(
  server: () => { readonly origin: string; readonly owner: Client },
  domains: ContractPeer["domains"],
): void {
  let guest: Client;
  let peer: ContractPeer;
  before(async () => {
    const { origin, owner } = server();
    guest = await signInAsGuest(origin, owner);
    peer = { owner: contractClient(owner), guest: contractClient(guest), domains };
  });
  after(() => guest.close());
  for (const { name, run } of credentialsContract) it(name, () => run(peer));
  it("nothing that was sent holds a secret", () => {
    for (const client of [server().owner, guest]) {
      assert.ok(client.received().length > 0);
      assert.ok(!client.received().includes(SECRET_CANARY));
    }
  });
}

/** A user who is no administrator; made where there is none yet. */
export async function signInAsGuest(origin: string, owner: Client): Promise<Client> {
  const { name, username, password } = GUEST;
  const { user } = await owner.call<{ user: { id: string } }>("config/auth/create", {
    name,
    group_ids: ["system-users"],
  });
  await owner.call("config/auth_provider/homeassistant/create", { user_id: user.id, username, password });
  return Client.connect(origin, await logIn(origin, username, password));
}

const contractClient = (client: Client): ContractClient => ({
  send: (type, fields) =>
    client.call<unknown>(type, fields).then(
      (result) => ({ result }),
      ({ code, message }: WireError) => ({ error: { code, message } }),
    ),
  subscribe: (type) => client.subscribe(type),
});
