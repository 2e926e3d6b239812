import { html, nothing, type TemplateResult } from "lit";

const ROWS = 4;

/** What stands in for the rows until they are there. */
export function skeleton(columns: number, selectable: boolean): TemplateResult {
  const cells = Array.from({ length: columns }, () => html`<div class="cell"></div>`);
  return html`<div class="skeleton" aria-hidden="true">
      ${Array.from({ length: ROWS }, () => html`<div class="row">${selectable ? html`<span></span>` : nothing}${cells}</div>`)}
    </div>`;
}
