/**
 * The locale for dates: the browser's own variant of the page's language (`en-GB` for `en`), so that a day and
 * an hour look as the person is used to.
 */
export const dateLocale = (language: string): string =>
  navigator.languages.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;
