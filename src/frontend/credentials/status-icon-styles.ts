import { css } from "lit";

/** The colours of a state, and its icon's size. Text beside an icon keeps the contrast of 4.5:1 with these. */
export const statusIconStyles = css`
  .icon {
    display: inline-flex;
  }
  .good,
  .warning,
  .bad,
  .neutral {
    --ac-icon-size: 20px;
  }
  .good {
    color: var(--_success);
  }
  .warning {
    color: var(--_warning);
  }
  .bad {
    color: var(--_error);
  }
  .neutral {
    color: var(--_quiet);
  }
`;
