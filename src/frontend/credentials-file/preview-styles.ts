import { css } from "lit";

/** How the preview of a file lies: filters, search, and rows that are one line wide or three lines narrow. */
export const previewStyles = css`
  :host {
    display: block;
  }
  .filters {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block-end: 12px;
  }
  button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 44px;
    padding: 4px 14px;
    border: 1px solid var(--_line);
    border-radius: 999px;
    background: none;
    color: var(--_text);
    font: inherit;
    font-size: 0.9375rem;
    cursor: pointer;
  }
  button:hover {
    background: var(--_fill);
  }
  button[aria-pressed="true"] {
    border-color: var(--_primary);
    background: var(--_tint);
  }
  .count {
    color: var(--_quiet);
    font-variant-numeric: tabular-nums;
  }
  [aria-pressed="true"] .count {
    color: inherit;
  }
  .all {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 0 16px;
    margin-block-start: 4px;
    padding-inline: 14px;
    color: var(--_quiet);
  }
  .all label {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    cursor: pointer;
  }
  .list {
    border: 1px solid var(--_line);
    border-radius: var(--_card-radius);
    overflow: hidden;
  }
  .long {
    block-size: min(46dvh, 420px);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .item {
    box-sizing: border-box;
    inline-size: 100%;
  }
  .item + .item,
  .long .item {
    border-block-start: 1px solid var(--_line);
  }
  .row {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr) auto;
    align-items: start;
    gap: 12px;
    padding: 10px 14px;
  }
  label.row {
    cursor: pointer;
  }
  label.row:hover {
    background: var(--_tint);
  }
  .what {
    display: grid;
    gap: 2px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .quiet,
  .note {
    color: var(--_quiet);
    font-size: 0.875rem;
  }
  .bad {
    color: var(--_error);
  }
  input[type="checkbox"] {
    inline-size: 20px;
    block-size: 20px;
    margin: 2px 0 0;
    accent-color: var(--_primary);
  }
  .all input[type="checkbox"] {
    margin: 0;
  }
  @media (max-width: 600px) {
    .row {
      grid-template-columns: 24px minmax(0, 1fr);
    }
    ac-badge {
      grid-column: 2;
    }
  }
  .none {
    padding: 24px;
    color: var(--_quiet);
    text-align: center;
  }
`;
