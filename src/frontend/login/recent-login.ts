import type { LitElement } from "lit";
import { CallError, type Client } from "../client.ts";

type Host = LitElement & { readonly client: Client };

/**
 * Runs a command that needs a recent login. Where the hub wants one, the person is asked for the password, and the
 * command goes on.
 * @param host where the dialog is opened: it has client and texts.
 * @throws CallError what the command throws; `recent_login_required` when the person did not give it.
 */
export async function withRecentLogin<Result>(host: Host, command: () => Promise<Result>): Promise<Result> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof CallError) || error.code !== "recent_login_required") throw error;
    if (!(await confirmLogin(host))) throw error;
    return command();
  }
}

/** Asks for the password. @param forApplication an application asked for it @returns whether it was given. */
export async function confirmLogin(host: Host, forApplication = false): Promise<boolean> {
  const [{ openDialog }, { AcConfirmLoginDialog }, username] = await Promise.all([
    import("../dialog-element.ts"),
    import("./confirm-login-dialog.ts"),
    usernameOf(host.client),
  ]);
  const dialog = Object.assign(new AcConfirmLoginDialog(), { username, forApplication });
  await openDialog(host, dialog);
  return dialog.confirmed;
}

/** The name that the person signs in with; only administrators may look it up, others type it. */
async function usernameOf(client: Client): Promise<string> {
  try {
    const { id } = await client.call("auth/current_user", {});
    const users = await client.call("config/auth/list", {});
    return users.find((user) => user.id === id)?.username ?? "";
  } catch {
    return "";
  }
}
