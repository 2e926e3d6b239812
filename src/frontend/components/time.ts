import { html, LitElement, nothing } from "lit";
import { customElement, property } from "lit/decorators.js";
import { dateLocale } from "./date-locale.ts";

/** A moment as a date, or as date and time, with the full date and time in its tooltip. */
@customElement("ac-time")
export class AcTime extends LitElement {
  /** ISO 8601. */
  @property() accessor datetime = "";
  /** BCP 47. */
  @property() accessor language = "en";

  /** Shows the time of the day too. */
  @property({ type: Boolean }) accessor withTime = false;

  override render() {
    const date = new Date(this.datetime);
    if (Number.isNaN(date.getTime())) return nothing;
    const { short, exact, long } = formatsOf(this.language);
    const shown = this.withTime ? exact : short;
    return html`<time datetime=${this.datetime} title=${long.format(date)}>${shown.format(date)}</time>`;
  }
}

interface Formats {
  readonly short: Intl.DateTimeFormat;
  readonly exact: Intl.DateTimeFormat;
  readonly long: Intl.DateTimeFormat;
}

/** Making a format costs more than a row of a table; each language's is made once. */
const made = new Map<string, Formats>();

function formatsOf(language: string): Formats {
  const known = made.get(language);
  if (known) return known;
  const formats = {
    short: new Intl.DateTimeFormat(dateLocale(language), { dateStyle: "medium" }),
    exact: new Intl.DateTimeFormat(dateLocale(language), { dateStyle: "medium", timeStyle: "short" }),
    long: new Intl.DateTimeFormat(dateLocale(language), { dateStyle: "full", timeStyle: "short" }),
  };
  made.set(language, formats);
  return formats;
}
