/**
 * The peer of the token requests, in a process of its own: `oidc-provider` as it comes, with its in-memory adapter, the
 * same client authentication, rotation and scopes. Prints its origin, then a refresh token for each sign-in.
 * Usage: node bench/bare-provider.ts SIGN_INS
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

const server = createServer().listen(0, "127.0.0.1", async () => {
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(origin, {
    clients: [
      {
        client_id: "bare",
        client_secret: "secret",
        redirect_uris: ["https://app.example/callback"],
        grant_types: ["authorization_code", "refresh_token"],
      },
    ],
    scopes: ["openid", "profile", "entries:read", "offline_access"],
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    rotateRefreshToken: true,
  });
  server.on("request", provider.callback());
  const client = await provider.Client.find("bare");
  if (!client) throw new Error("the client is not there");
  const scope = "openid profile entries:read offline_access";
  const tokens: string[] = [];
  for (let n = 0; n < Number(process.argv[2]); n += 1) {
    const grant = new provider.Grant({ accountId: "owner", clientId: "bare" });
    grant.addOIDCScope(scope);
    const shared = { accountId: "owner", client, grantId: await grant.save(), scope };
    tokens.push(
      await new provider.RefreshToken({ ...shared, gty: "authorization_code", rotations: 0 } as never).save(),
    );
  }
  process.stdout.write(`${JSON.stringify({ origin, tokens })}\n`);
});
process.once("SIGTERM", () => process.exit(0));
