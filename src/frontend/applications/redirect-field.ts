import { consume } from "@lit/context";
import { css, html, nothing } from "lit";
import { customElement, query } from "lit/decorators.js";
import { type RedirectUriProblem, redirectUriProblem } from "../../protocol/redirect-uri.ts";
import { FieldElement } from "../components/field-element.ts";
import { fieldLabel, fieldNote } from "../components/text-field.ts";
import { localizeContext } from "../context.ts";
import type { Localize, TextKey } from "../localize.ts";

const PROBLEMS = {
  blank: "applications.redirect.blank",
  too_long: "applications.redirect.too_long",
  not_absolute: "applications.redirect.not_absolute",
  wildcard: "applications.redirect.wildcard",
  fragment: "applications.redirect.fragment",
  user_info: "applications.redirect.user_info",
  not_https: "applications.redirect.not_https",
  scheme: "applications.redirect.scheme",
  spelling: "applications.redirect.spelling",
} as const satisfies Record<RedirectUriProblem, TextKey>;

/** The addresses of a text, one a line; lines without one are left out. */
export const redirectUrisIn = (text: string): string[] => [
  ...new Set(
    text
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== ""),
  ),
];

/** What is wrong, line by line, in words. */
export function redirectErrors(text: string, localize: Localize): string[] {
  return text.split("\n").flatMap((line, index) => {
    const uri = line.trim();
    const problem = uri === "" ? undefined : redirectUriProblem(uri);
    if (!problem) return [];
    const browsers = URL.parse(uri)?.href ?? "";
    const what = localize(PROBLEMS[problem], { uri: browsers });
    return [localize("applications.redirect.line", { line: index + 1, problem: what })];
  });
}

/** Redirect URIs, one a line. `input` events come through with `value` already new. */
@customElement("ac-redirect-field")
export class AcRedirectField extends FieldElement {
  @query("textarea") private accessor area!: HTMLTextAreaElement | null;
  @consume({ context: localizeContext, subscribe: true }) accessor localize!: Localize;

  static override readonly styles = [
    ...FieldElement.styles,
    css`
      .box:has(textarea:focus) {
        border-color: var(--_primary);
        box-shadow: inset 0 0 0 1px var(--_primary);
      }
      textarea {
        flex: 1;
        box-sizing: border-box;
        inline-size: 100%;
        min-block-size: 84px;
        padding: 12px 14px;
        border: 0;
        border-radius: 8px;
        background: none;
        color: inherit;
        font: 0.9375rem/1.5 var(--_code);
        resize: vertical;
        outline: none;
      }
      .note span {
        white-space: pre-line;
      }
    `,
  ];

  override render() {
    const noted = this.error || this.helper;
    return html`
      ${fieldLabel(this.label, this.required)}
      <div class="box ${this.error ? "invalid" : ""}">
        <textarea id="input" rows="3" .value=${this.value} placeholder=${this.placeholder || nothing} wrap="off"
          aria-required=${this.required ? "true" : nothing} aria-invalid=${this.error ? "true" : nothing}
          aria-describedby=${noted ? "note" : nothing} autocapitalize="none" spellcheck="false" @input=${this.#onInput}></textarea>
      </div>
      ${fieldNote(this)}
    `;
  }

  readonly #onInput = (): void => {
    this.value = this.area?.value ?? "";
  };
}
