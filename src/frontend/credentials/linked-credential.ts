import { PATHS } from "../../protocol/page.ts";

const PARAMETER = "credential";

/** The address of the list that opens one credential's dialog. */
export const credentialPath = (id: string): string => `${PATHS.credentials}?${PARAMETER}=${encodeURIComponent(id)}`;

/** The credential that the page's address names. It is taken out of it, so that a reload does not open it again. */
export function takeLinked(): string | undefined {
  const { pathname, search } = location;
  const parameters = new URLSearchParams(search);
  const id = parameters.get(PARAMETER);
  if (id === null) return undefined;
  parameters.delete(PARAMETER);
  history.replaceState(history.state, "", parameters.size > 0 ? `${pathname}?${parameters}` : pathname);
  return id;
}
