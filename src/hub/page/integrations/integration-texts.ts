import type { ResultOfType } from "../../../protocol/index.ts";
import type { Hass } from "../../../protocol/page.ts";

/** An integration's own texts of its wizard: `component.DOMAIN.config.…`. */
export type IntegrationTexts = Readonly<Record<string, string>>;

/**
 * Fetches the texts of one integration's wizard. Where they can't be had the shell's own words serve,
 * so a failure is an empty set.
 */
export async function loadConfigTexts({ connection, language }: Hass, domain: string): Promise<IntegrationTexts> {
  try {
    const { resources } = await connection.sendMessagePromise<ResultOfType<"frontend/get_translations">>({
      type: "frontend/get_translations",
      language,
      category: "config",
      integration: [domain],
    });
    return resources;
  } catch {
    return {};
  }
}

/** One text of the wizard, its placeholders (`{name}`) filled in; undefined when the integration has none. */
export function configText(
  texts: IntegrationTexts,
  domain: string,
  key: string,
  placeholders?: Readonly<Record<string, string>> | null,
): string | undefined {
  const text = texts[`component.${domain}.config.${key}`];
  return text?.replace(/\{(\w+)\}/g, (whole, name: string) => placeholders?.[name] ?? whole);
}
