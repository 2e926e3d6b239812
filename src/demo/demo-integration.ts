import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as v from "valibot";
import type { EntryAccess, EntryItem, Integration } from "../backend/host.ts";
import { CommandError } from "../protocol/errors.ts";
import type { DemoProvider } from "./provider/demo-provider.ts";
import { askApi } from "./provider-api.ts";

/** What one sample integration has of its own. */
export interface DemoIntegration<Answer extends v.GenericSchema> {
  readonly domain: string;
  readonly name: string;
  /** An MDI icon's SVG path. */
  readonly icon: string;
  readonly scope: string;
  /** Where its data is, below the provider's origin. */
  readonly path: string;
  readonly answer: Answer;
  /** The data as the entry's page shows it. */
  toItems(answer: v.InferOutput<Answer>): EntryItem[];
  /** Automatic set-up; absent: a credential is typed in by hand. */
  readonly ownClient?: { readonly client_id: string; readonly client_secret: string };
}

const Me = v.object({ id: v.string(), name: v.string() });

/** An integration as the hub loads it, talking to the local provider. */
export function demoIntegration<Answer extends v.GenericSchema>(
  provider: DemoProvider,
  { domain, name, icon, scope, path, answer, toItems, ownClient }: DemoIntegration<Answer>,
): Integration {
  const { origin } = provider;
  const ask = (token: string) => askApi({ name, url: `${origin}${path}`, token, answer });
  const askFor = (entry: EntryAccess) => withToken(entry, ask);
  return {
    domain,
    name,
    icon,
    scopes: [scope],
    documentation: `${origin}/console`,
    translations: pathToFileURL(join(provider.project, "translations", domain, "/")),
    authorizationServer: async () => ({
      issuer: origin,
      authorize_url: `${origin}/auth`,
      token_url: `${origin}/token`,
      revocation_url: `${origin}/token/revocation`,
      authorization_response_iss_parameter_supported: true,
    }),
    descriptionPlaceholders: () => ({ console_url: `${origin}/console`, redirect_uri: provider.redirectUri }),
    ...(ownClient && { ownCredential: async () => ({ ...ownClient, name }) }),
    account: async (token) => {
      const me = await askApi({ name, url: `${origin}/api/me`, token, answer: Me });
      return { title: me.name, unique_id: me.id };
    },
    setup: async (entry) => {
      await askFor(entry);
    },
    show: async (entry) => toItems(await askFor(entry)),
  };
}

/** A token may end before its time, by revocation; its refresh token may be good still. */
async function withToken<Answer>(entry: EntryAccess, ask: (token: string) => Promise<Answer>): Promise<Answer> {
  const token = await entry.token();
  try {
    return await ask(token);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== "reauth_required") throw error;
    return ask(await entry.renew());
  }
}
