import { css } from "lit";

export const activityPageStyles = css`
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 12px;
    margin-block-end: 12px;
  }
  .bar ac-text-field {
    flex: 2 1 260px;
  }
  .bar ac-select {
    flex: 1 1 150px;
    max-inline-size: 260px;
  }
  .card {
    border: 1px solid var(--ha-card-border-color, var(--_line));
    border-radius: var(--_card-radius);
    background: var(--ha-card-background, var(--_surface));
    overflow: clip;
  }
  .empty {
    padding: 48px 24px;
    text-align: center;
  }
  .count {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 10px 4px 0;
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  ac-alert {
    margin-block-start: 12px;
  }
  .skeleton {
    animation: appear 200ms 500ms both;
  }
  .skeleton div {
    margin: 22px 16px;
    inline-size: 62%;
    block-size: 12px;
    border-radius: 6px;
    background: var(--_fill);
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  @media (max-width: 600px) {
    .bar ac-select {
      max-inline-size: none;
    }
  }
`;
