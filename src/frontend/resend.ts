import type { Credential } from "../protocol/credentials.ts";
import type { InputOfType } from "../protocol/index.ts";
import { CallError, type Client, isLost } from "./client.ts";

/**
 * Runs a command that may be sent twice with the same end; after a lost connection it is sent again once there is one.
 * @throws CallError other than `connection_lost`; the signal's reason.
 */
export async function resend<Result>(
  client: Client,
  command: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  for (;;) {
    await client.whenConnected(signal);
    try {
      return await command();
    } catch (error) {
      if (!isLost(error)) throw error;
    }
  }
}

/**
 * Creates a credential once. When the connection breaks before the answer, the list tells whether the hub had made it:
 * one of the same domain and client ID that was not `known` before is it. Only then, if there is none, it is sent again.
 * @param known the ids that there were before.
 * @throws CallError other than `connection_lost`; the signal's reason.
 */
export async function createOnce(
  client: Client,
  input: InputOfType<"application_credentials/create">,
  known: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<Credential> {
  let sent = false;
  return resend(
    client,
    async () => {
      const made = sent ? await findMade(client, input, known) : undefined;
      if (made) return made;
      sent = true;
      return client.call("application_credentials/create", input);
    },
    signal,
  );
}

async function findMade(
  client: Client,
  { domain, client_id }: InputOfType<"application_credentials/create">,
  known: ReadonlySet<string>,
): Promise<Credential | undefined> {
  const all = await client.call("application_credentials/list", {});
  return all.find((item) => item.domain === domain && item.client_id === client_id.trim() && !known.has(item.id));
}

/** Takes the change of a secret back. That there is none, on a second sending, is what was wanted. */
export async function backOutOnce(client: Client, id: string, signal: AbortSignal): Promise<void> {
  let sent = false;
  await resend(
    client,
    async () => {
      try {
        await client.call("application_credentials/rotate/back_out", { application_credentials_id: id });
      } catch (error) {
        if (!(sent && error instanceof CallError && error.code === "home_assistant_error")) throw error;
      } finally {
        sent = true;
      }
    },
    signal,
  );
}

/** Deletes a credential. That it is not there, on a second sending, is what was wanted. */
export async function deleteOnce(client: Client, id: string, signal: AbortSignal): Promise<void> {
  let sent = false;
  await resend(
    client,
    async () => {
      try {
        await client.call("application_credentials/delete", { application_credentials_id: id });
      } catch (error) {
        if (!(sent && error instanceof CallError && error.code === "not_found")) throw error;
      } finally {
        sent = true;
      }
    },
    signal,
  );
}
