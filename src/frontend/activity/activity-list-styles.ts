import { css } from "lit";

/** Lines side by side with their times; below 600 px each is a card with its time at its end. */
export const activityListStyles = css`
  :host {
    display: block;
    container-type: inline-size;
    color: var(--_text);
  }
  .lines {
    border: 1px solid var(--ha-card-border-color, var(--_line));
    border-radius: var(--_card-radius);
    background: var(--ha-card-background, var(--_surface));
    overflow: clip;
  }
  .line {
    display: grid;
    grid-template-columns: 24px minmax(0, 1fr) auto;
    gap: 4px 16px;
    align-items: start;
    box-sizing: border-box;
    inline-size: 100%;
    padding: 12px 16px;
    border-block-end: 1px solid var(--_line);
  }
  .line:last-of-type {
    border-block-end: 0;
  }
  .mark {
    display: inline-flex;
    color: var(--_quiet);
  }
  .failed .mark {
    color: var(--_error);
  }
  p {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .sentence {
    line-height: 24px;
  }
  .reason,
  .where {
    margin-block-start: 2px;
    color: var(--_quiet);
    font-size: 0.875rem;
    line-height: 1.45;
  }
  .reason {
    color: var(--_text);
  }
  .time {
    color: var(--_quiet);
    font-size: 0.875rem;
    line-height: 24px;
    white-space: nowrap;
  }
  a {
    color: var(--_primary);
    font-weight: 500;
  }
  bdi {
    font-weight: 500;
  }
  @container (max-width: 600px) {
    .line {
      grid-template-columns: 24px minmax(0, 1fr);
      gap: 4px 12px;
    }
    .time {
      grid-column: 2;
      font-size: 0.8125rem;
      line-height: 1.45;
    }
  }
`;
