import { css } from "lit";

/** How every step of the wizard lies in its dialog. */
export const stepStyles = css`
  :host {
    display: block;
  }
  h3 {
    margin: 0 0 8px;
    font-size: 1.125rem;
    font-weight: 500;
  }
  p {
    margin: 0 0 12px;
    overflow-wrap: anywhere;
  }
  a {
    color: var(--primary-color);
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 24px;
  }
`;
