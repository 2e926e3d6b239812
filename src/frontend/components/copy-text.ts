/**
 * Puts a text on the clipboard. Hubs are often reached over plain http, where `navigator.clipboard` is missing:
 * then the text is selected and copied the old way.
 * @param near an element inside the open dialog, if there is one: only there can something be focused.
 * @returns whether it worked.
 */
export async function copyText(text: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, near);
  }
}

function copyBySelection(text: string, near: HTMLElement): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.style.cssText = "position:fixed;inset-block-start:0;opacity:0";
  const root = near.shadowRoot ?? near;
  root.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  return copied;
}
