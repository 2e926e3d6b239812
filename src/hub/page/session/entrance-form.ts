import { css } from "lit";

/** How the forms of onboarding and login lie in their card. */
export const entranceForm = css`
  :host {
    display: block;
  }
  form {
    display: grid;
    gap: 16px;
    margin-block-start: 20px;
  }
  p {
    margin: 0;
    color: var(--secondary-text-color);
  }
  ac-button {
    margin-block-start: 8px;
  }
`;
