import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { callApi, type Session, signInAsOwner, WireClient } from "../../support/hub-client.ts";
import { type HubProcess, startHubProcess } from "../../support/hub-process.ts";
import type { TestProvider } from "../../support/oidc-provider.ts";
import { signIn } from "../../support/provider-person.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

/** A flow step as it comes over HTTP. */
export interface Step {
  readonly flow_id: string;
  readonly type: string;
  readonly url?: string;
  readonly reason?: string;
  readonly result?: { readonly entry_id: string };
  readonly data_schema?: readonly { readonly options?: readonly (readonly [id: string, name: string])[] }[];
}

/** A flow that waits for its person, with the cookie of the browser that began it. */
export interface Begun {
  readonly flow_id: string;
  readonly url: string;
  readonly cookie: string;
}

/** A hub with its demo, the owner signed in, and what a browser would do there over plain HTTP. */
export interface DemoHub {
  readonly hub: HubProcess;
  readonly origin: string;
  readonly session: Session;
  readonly owner: WireClient;
  api(method: string, path: string, body?: object): Promise<{ status: number; body: Step; headers: Headers }>;
  /** @param implementation chosen where the hub asks; the first one otherwise. */
  begin(domain?: string, implementation?: string): Promise<Begun>;
  /** Through the start page: the authorization request at the provider. */
  toProvider(begun: Begun): Promise<string>;
  /** Through start page and provider: the callback's address, not visited yet. */
  toCallback(begun: Begun, name?: string): Promise<string>;
  visit(url: string, cookie?: string): Promise<Response>;
  step(begun: Begun): Promise<Step>;
  entryIds(): Promise<string[]>;
  /** The demo's provider; its console takes JSON. */
  provider(): Promise<string>;
  behave(path: string, body?: object): Promise<void>;
  /** A credential of Demo Mail at a provider of the test's own, which is on this machine. @returns its id. */
  useProvider(provider: TestProvider): Promise<string>;
}

export async function startDemoHub(
  t: Pick<TestContext, "after">,
  { data = temporaryFolder(t), env = {} }: { data?: string; env?: Record<string, string> } = {},
): Promise<DemoHub> {
  const hub = await startHubProcess(t, { data, demo: true, env });
  const session = await signInAsOwner(hub.origin);
  const owner = await WireClient.connect(hub.origin, session.accessToken);
  t.after(() => owner.close());
  const api = (method: string, path: string, body?: object) => callApi<Step>(session, method, path, body);
  const visit = (url: string, cookie = "") => fetch(url, { redirect: "manual", headers: { cookie } });
  const self: DemoHub = {
    hub,
    origin: hub.origin,
    session,
    owner,
    api,
    visit,
    async begin(domain = "demo_calendar", implementation) {
      let answer = await api("POST", "config/config_entries/flow", { handler: domain });
      const first = answer.body.data_schema?.[0]?.options?.[0]?.[0];
      if (answer.body.type === "form") {
        const choice = { implementation: implementation ?? first };
        answer = await api("POST", `config/config_entries/flow/${answer.body.flow_id}`, choice);
      }
      const { body, headers } = answer;
      assert.equal(body.type, "external", JSON.stringify(body));
      const cookie = headers.getSetCookie()[0]?.split(";", 1)[0] ?? "";
      return { flow_id: body.flow_id, url: body.url ?? "", cookie };
    },
    async toProvider({ url, cookie }) {
      const start = await visit(url, cookie);
      assert.equal(start.status, 303);
      return start.headers.get("location") ?? "";
    },
    async toCallback(begun, name = "Ada") {
      return signIn({ authorizeUrl: await self.toProvider(begun), name, allow: true });
    },
    step: async ({ flow_id }) => (await api("GET", `config/config_entries/flow/${flow_id}`)).body,
    entryIds: async () =>
      (await owner.call<{ entry_id: string }[]>("config_entries/get")).map(({ entry_id }) => entry_id),
    async provider() {
      const config = await owner.call<{ integrations: Record<string, { authorization_server: { issuer: string } }> }>(
        "application_credentials/config",
      );
      return config.integrations.demo_calendar?.authorization_server.issuer ?? "";
    },
    async behave(path, body = {}) {
      const response = await fetch(`${await self.provider()}/console/api/${path}`, {
        method: "POST",
        body: JSON.stringify(body),
        headers: { "content-type": "application/json" },
      });
      assert.equal(response.status, 200, path);
    },
    async useProvider({ client, endpoints: { issuer, authorize_url, token_url } }) {
      // This machine has to be allowed by name, where a hub can allow hosts (S7).
      await owner.send("application_credentials/allowed_host/add", { host: "127.0.0.1" });
      const { id } = await owner.call<{ id: string }>("application_credentials/create", {
        domain: "demo_mail",
        ...client,
        authorization_server: { ...(issuer !== undefined && { issuer }), authorize_url, token_url },
        scopes: ["openid"],
      });
      return id;
    },
  };
  return self;
}
