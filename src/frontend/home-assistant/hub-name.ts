const FALL_BACK = "Home Assistant";

let asked: Promise<string> | undefined;

/** What the hub calls itself: the name in the page's web app manifest, so that one that is sold under another name says its own. */
export function loadHubName(): Promise<string> {
  asked ??= readManifest().catch(() => FALL_BACK);
  return asked;
}

async function readManifest(): Promise<string> {
  const link = document.querySelector<HTMLLinkElement>('link[rel="manifest"]');
  if (!link) return FALL_BACK;
  const response = await fetch(link.href, { credentials: "same-origin" });
  const { name } = (await response.json()) as { name?: unknown };
  return typeof name === "string" && name !== "" ? name : FALL_BACK;
}
