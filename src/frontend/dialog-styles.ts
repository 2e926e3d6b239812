import { css } from "lit";

/** How the content of the plugin's dialogs and wizard steps lies. */
export const dialogStyles = css`
  .fields {
    display: grid;
    gap: 18px;
  }
  p {
    margin: 0 0 12px;
    overflow-wrap: anywhere;
  }
  .problem {
    margin-block-start: 18px;
  }
  .discard {
    flex: 1 1 100%;
    color: var(--primary-text-color, inherit);
    font-weight: 500;
  }
`;
