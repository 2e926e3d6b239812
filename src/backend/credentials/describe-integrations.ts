import type { IntegrationDescription, IntegrationDescriptions, Log, OAuthIntegration } from "../host.ts";

/** What integrations in the process tell the dialogs. */
export async function describeIntegrations(
  integrations: Iterable<OAuthIntegration>,
  redirect_uri: string,
  log: Log,
): Promise<IntegrationDescriptions> {
  const described = await Promise.all(
    [...integrations].map(async (one) => [one.domain, await describe(one, log)] as const),
  );
  return { redirect_uri, integrations: Object.fromEntries(described) };
}

async function describe(integration: OAuthIntegration, log: Log): Promise<IntegrationDescription> {
  const placeholders = integration.descriptionPlaceholders?.();
  return {
    name: integration.name,
    ...(placeholders && { description_placeholders: { ...placeholders } }),
    ...(await endpointsOf(integration, log)),
  };
}

/** An integration that can't say its endpoints now is still one that takes credentials. */
async function endpointsOf(integration: OAuthIntegration, log: Log) {
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
    log.warn(`${integration.name} does not say its authorization server: ${(error as Error).name}`);
    return {};
  }
}
