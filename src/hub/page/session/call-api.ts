import { type Auth, ERR_INVALID_AUTH } from "home-assistant-js-websocket";
import type { Hass } from "../../../protocol/page.ts";

/** How `callApi` rejects; `status_code` 0 means that the hub did not answer. */
export interface ApiError {
  readonly status_code: number;
  readonly body: { readonly message: string };
}

/** Reads the sentence out of whatever a call rejected with. */
export function messageOfError(error: unknown): string {
  const { message, body } = (error ?? {}) as { message?: string; body?: { message?: string } };
  return body?.message ?? message ?? "";
}

/**
 * `hass.callApi` and `hass.fetchWithAuth` of one session, with the access token, refreshed first when it has expired.
 * @param onInvalid called when the hub no longer knows the session.
 */
export function createCalls(auth: Auth, onInvalid: () => void): Pick<Hass, "callApi" | "fetchWithAuth"> {
  let refreshing: Promise<void> | undefined;

  const freshen = async (): Promise<void> => {
    if (!auth.expired) return;
    refreshing ??= auth.refreshAccessToken().finally(() => {
      refreshing = undefined;
    });
    await refreshing;
  };

  const freshToken = async (): Promise<string> => {
    try {
      await freshen();
    } catch (error) {
      if (error === ERR_INVALID_AUTH) onInvalid();
      throw unanswered();
    }
    return auth.accessToken;
  };

  return {
    callApi: async <Result>(method: "GET" | "POST" | "DELETE", path: string, body?: unknown): Promise<Result> =>
      readAnswer<Result>(await request(await freshToken(), method, path, body)),
    async fetchWithAuth(path, init = {}) {
      const headers = new Headers(init.headers);
      headers.set("Authorization", `Bearer ${await freshToken()}`);
      return fetch(path, { ...init, headers });
    },
  };
}

async function request(token: string, method: string, path: string, body: unknown): Promise<Response> {
  const headers: Record<string, string> = { Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    return await fetch(`/api/${path}`, { method, headers, ...content });
  } catch {
    throw unanswered();
  }
}

async function readAnswer<Result>(response: Response): Promise<Result> {
  const body = (await response.json().catch(() => ({}))) as { message?: string };
  if (response.ok) return body as Result;
  throw { status_code: response.status, body: { message: body.message ?? "" } } satisfies ApiError;
}

const unanswered = (): ApiError => ({ status_code: 0, body: { message: "" } });
