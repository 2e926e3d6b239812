import { expect } from "@open-wc/testing";
import { Auth } from "home-assistant-js-websocket";
import { openSession } from "../../../src/hub/page/session/session.ts";

/** The hub's side of a websocket: it lets everybody in, and refuses the commands in `refused`. */
function fakeHub(refused: ReadonlySet<string>) {
  const sockets: FakeSocket[] = [];

  class FakeSocket extends EventTarget {
    readonly OPEN = 1;
    readyState = 1;
    binaryType = "blob";

    constructor() {
      super();
      sockets.push(this);
      setTimeout(() => {
        this.dispatchEvent(new Event("open"));
        this.#answer({ type: "auth_required", ha_version: "2026.11.0" });
      });
    }

    send(text: string): void {
      const { id, type } = JSON.parse(text) as { id: number; type: string };
      const error = { code: "backend_unavailable", message: "The disk is full" };
      if (type === "auth") this.#answer({ type: "auth_ok", ha_version: "2026.11.0" });
      else if (refused.has(type)) this.#answer({ id, type: "result", success: false, error });
      else this.#answer({ id, type: "result", success: true });
    }

    close(): void {
      if (this.readyState !== 1) return;
      this.readyState = 3;
      setTimeout(() => this.dispatchEvent(new CloseEvent("close")));
    }

    #answer(message: object): void {
      setTimeout(() => this.dispatchEvent(new MessageEvent("message", { data: JSON.stringify(message) })));
    }
  }
  window.WebSocket = FakeSocket as unknown as typeof WebSocket;
  return sockets;
}

const signedIn = () =>
  new Auth({
    hassUrl: location.origin,
    clientId: `${location.origin}/`,
    expires: Date.now() + 60_000,
    refresh_token: "r",
    access_token: "a",
    expires_in: 1_800,
  });

describe("openSession", () => {
  const { WebSocket } = window;
  afterEach(() => {
    window.WebSocket = WebSocket;
  });

  it("keeps the connection when the hub tells who and where", async () => {
    const sockets = fakeHub(new Set());
    await openSession(signedIn(), () => undefined);
    expect(sockets.map(({ readyState }) => readyState)).to.deep.equal([1]);
  });

  for (const command of ["auth/current_user", "get_config"])
    it(`closes the connection when ${command} is refused, and leaves none behind`, async () => {
      const sockets = fakeHub(new Set([command]));
      const error = await openSession(signedIn(), () => undefined).catch((reason: unknown) => reason);
      expect((error as { code: string }).code).to.equal("backend_unavailable");
      expect(sockets.map(({ readyState }) => readyState)).to.deep.equal([3]);
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      expect(sockets.length).to.equal(1);
    });
});
