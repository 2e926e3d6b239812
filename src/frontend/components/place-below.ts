const GAP = 4;

/** Puts a shown popover below its anchor, at the anchor's end edge; above it where there is no room below. */
export function placeBelow(popover: HTMLElement, anchor: Element): void {
  const place = anchor.getBoundingClientRect();
  const { width, height } = popover.getBoundingClientRect();
  const rtl = getComputedStyle(anchor).direction === "rtl";
  const left = rtl ? place.left : place.right - width;
  const fitsBelow = place.bottom + GAP + height <= innerHeight - GAP;
  const top = fitsBelow ? place.bottom + GAP : place.top - GAP - height;
  popover.style.left = `${clamp(left, innerWidth - width)}px`;
  popover.style.top = `${clamp(top, innerHeight - height)}px`;
}

const clamp = (value: number, max: number): number => Math.max(GAP, Math.min(value, max - GAP));
