import type { ResultOf } from "../../protocol/command.ts";
import type { credentialsConfig } from "../../protocol/credentials.ts";
import type { Host, OAuthIntegration } from "../host.ts";

type Config = ResultOf<typeof credentialsConfig>;

/** What the dialogs need to know of each integration that takes credentials. */
export async function describeIntegrations(host: Host): Promise<Config> {
  const described = await Promise.all([...host.integrations.values()].map((one) => describe(one, host)));
  const domains = described.map(([domain]) => domain).sort();
  return { domains, integrations: Object.fromEntries(described) };
}

async function describe(integration: OAuthIntegration, host: Host): Promise<[string, Config["integrations"][string]]> {
  const placeholders = integration.descriptionPlaceholders?.();
  return [
    integration.domain,
    {
      name: integration.name,
      redirect_uri: host.redirectUri(),
      ...(placeholders && { description_placeholders: { ...placeholders } }),
      ...(await endpointsOf(integration, host)),
    },
  ];
}

/** An integration that can't say its endpoints now is still one that takes credentials. */
async function endpointsOf(integration: OAuthIntegration, host: Host) {
  try {
    const { issuer, authorize_url, token_url, revocation_url } = await integration.authorizationServer();
    return {
      authorization_server: {
        ...(issuer && { issuer }),
        authorize_url,
        token_url,
        ...(revocation_url && { revocation_url }),
      },
    };
  } catch (error) {
    host.log.warn(`${integration.name} does not say its authorization server: ${(error as Error).name}`);
    return {};
  }
}
