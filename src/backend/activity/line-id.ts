/** Nine digits of base 36 hold milliseconds until the year 5188. */
const DIGITS = 9;

/** @param moment milliseconds since 1970; ids sort as their moments do. */
export const idOf = (moment: number): string => Math.max(0, moment).toString(36).padStart(DIGITS, "0");

/** The moment of an id; 0 without one. */
export const timeOf = (id: string | undefined): number => (id === undefined ? 0 : Number.parseInt(id, 36));

/**
 * The moment of the next line: now, but after the last one always. A clock that was set back, or does not know the time
 * yet after a start, changes nothing of the order in which things happened.
 */
export const nextMoment = (last: number): number => Math.max(Date.now(), last + 1);
