import { css } from "lit";

export const focusRing = css`
  :focus-visible {
    outline: 2px solid var(--primary-color);
    outline-offset: 2px;
  }
`;

export const card = css`
  .card {
    box-sizing: border-box;
    border: 1px solid var(--ha-card-border-color);
    border-radius: var(--ha-card-border-radius);
    background: var(--ha-card-background);
    color: var(--primary-text-color);
  }
`;

/** A section's heading, a quiet line of text, and an integration's icon in its tile. */
export const textStyles = css`
  h2 {
    margin: 0 0 12px;
    font-size: 1.0625rem;
    font-weight: 500;
  }
  p {
    margin: 0;
  }
  .quiet {
    color: var(--secondary-text-color);
    font-size: 0.9375rem;
  }
  .tile {
    flex: none;
    display: grid;
    place-content: center;
    inline-size: 40px;
    block-size: 40px;
    border-radius: 10px;
    background: var(--light-primary-color);
    color: var(--primary-color);
  }
`;
