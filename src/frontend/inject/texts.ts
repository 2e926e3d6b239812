import type { PageConnection } from "../../protocol/page.ts";

/** The plugin's texts of one category, for a module that must stay too small for `../localize.ts`; none where they can't be had. */
export async function loadTexts(
  connection: PageConnection,
  language: string,
  category: string,
): Promise<Readonly<Record<string, string>>> {
  const answer = await connection
    .sendMessagePromise<{ resources: Record<string, string> }>({
      type: "frontend/get_translations",
      language,
      category,
      integration: ["application_credentials"],
    })
    .catch(() => undefined);
  return answer?.resources ?? {};
}
