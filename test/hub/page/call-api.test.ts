import { expect } from "@open-wc/testing";
import { Auth } from "home-assistant-js-websocket";
import { createCalls } from "../../../src/hub/page/session/call-api.ts";

const expiredAuth = () =>
  new Auth({
    hassUrl: location.origin,
    clientId: `${location.origin}/`,
    expires: 0,
    refresh_token: "r",
    access_token: "old",
    expires_in: 0,
  });

const rejectionOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("hass.callApi", () => {
  const { fetch } = window;
  afterEach(() => {
    window.fetch = fetch;
  });

  it("refreshes an expired token once, however many ask", async () => {
    const seen: string[] = [];
    window.fetch = async (input, init) => {
      const path = new URL(String(input), location.href).pathname;
      const { Authorization = "" } = (init?.headers ?? {}) as Record<string, string>;
      seen.push(`${path} ${Authorization}`.trim());
      const tokens = { access_token: "new", token_type: "Bearer", expires_in: 1_800 };
      return Response.json(path === "/auth/token" ? tokens : { path });
    };
    const { callApi } = createCalls(expiredAuth(), () => undefined);
    await Promise.all([callApi("GET", "one"), callApi("DELETE", "two")]);
    expect(seen).to.deep.equal(["/auth/token", "/api/one Bearer new", "/api/two Bearer new"]);
  });

  it("tells when the hub no longer knows the session", async () => {
    window.fetch = async () => Response.json({ error: "invalid_grant" }, { status: 400 });
    let refused = 0;
    const { callApi } = createCalls(expiredAuth(), () => refused++);
    expect(await rejectionOf(callApi("GET", "one"))).to.deep.equal({ status_code: 0, body: { message: "" } });
    expect(refused).to.equal(1);
  });

  it("rejects with the status and the hub's message, and with 0 when there was no answer", async () => {
    const auth = expiredAuth();
    auth.data.expires = Date.now() + 60_000;
    const { callApi } = createCalls(auth, () => undefined);
    window.fetch = async () => Response.json({ message: "Invalid flow specified" }, { status: 404 });
    const missing = { status_code: 404, body: { message: "Invalid flow specified" } };
    expect(await rejectionOf(callApi("GET", "one"))).to.deep.equal(missing);
    window.fetch = async () => {
      throw new TypeError("Failed to fetch");
    };
    expect(await rejectionOf(callApi("GET", "one"))).to.deep.equal({ status_code: 0, body: { message: "" } });
  });
});
