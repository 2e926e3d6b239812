import { css } from "lit";

/** What the import's dialog has beside the other dialogs' styles. */
export const importStyles = css`
  .quiet {
    color: var(--secondary-text-color, light-dark(#59636b, #a5afb6));
    font-size: 0.9375rem;
  }
  .progress {
    display: grid;
    gap: 12px;
    padding-block: 24px;
  }
  progress {
    inline-size: 100%;
    block-size: 10px;
    accent-color: var(--primary-color, light-dark(#0b6b94, #6cc4ec));
  }
  .progress p {
    margin: 0;
    font-variant-numeric: tabular-nums;
  }
  ul {
    margin: 8px 0 0;
    padding-inline-start: 1.3em;
  }
  li {
    overflow-wrap: anywhere;
  }
`;
