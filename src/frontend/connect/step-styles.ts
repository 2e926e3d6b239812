import { css } from "lit";

/** How the plugin's steps lie in the host's wizard. */
export const stepStyles = css`
  :host {
    display: block;
    color: var(--_text);
  }
  .waiting {
    display: grid;
    place-content: center;
    min-block-size: 160px;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 24px;
  }
`;
