import { css } from "lit";

/** What the pages with a list share: the sentence above it, and what stands there while it is empty. */
export const listPageStyles = css`
  :host {
    display: block;
    color: var(--_text);
  }
  .intro {
    margin: 0 0 16px;
    max-inline-size: 70ch;
    color: var(--_quiet);
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 8px;
    color: var(--_quiet);
  }
  .empty ac-icon {
    color: var(--_primary);
    --ac-icon-size: 48px;
  }
  .empty h2 {
    margin: 0;
    color: var(--_text);
    font-size: 1.25rem;
    font-weight: 500;
  }
  .empty p {
    margin: 0;
    max-inline-size: 48ch;
  }
`;
