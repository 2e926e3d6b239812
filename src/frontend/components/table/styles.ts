import { css } from "lit";

export const tableStyles = css`
  :host {
    display: block;
    color: var(--_text);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 12px;
    min-block-size: 48px;
    margin-block-end: 12px;
  }
  .bar ac-text-field {
    flex: 1 1 220px;
    max-inline-size: 420px;
  }
  .bar .rest {
    flex: 1;
  }
  .selection {
    padding-inline: 16px 8px;
    border-radius: 10px;
    background: var(--_tint);
    font-weight: 500;
  }
  .card {
    border: 1px solid var(--ha-card-border-color, var(--_line));
    border-radius: var(--_card-radius);
    background: var(--ha-card-background, var(--_surface));
    overflow: clip;
  }
  .row {
    display: grid;
    grid-template-columns: var(--_tracks);
    align-items: center;
    box-sizing: border-box;
    inline-size: 100%;
    min-block-size: 56px;
    padding-inline: 12px 8px;
    border-block-end: 1px solid var(--_line);
  }
  .rows > .row:last-of-type {
    border-block-end: 0;
  }
  .rows > .row:hover {
    background: color-mix(in srgb, var(--_text) 3%, transparent);
  }
  .rows > .row.chosen {
    background: var(--_tint);
  }
  .heads {
    position: sticky;
    inset-block-start: var(--ac-table-sticky, 0);
    z-index: 1;
  }
  .head {
    min-block-size: 48px;
    background: var(--ha-card-background, var(--_surface));
    color: var(--_quiet);
    font-size: 0.8125rem;
    font-weight: 500;
  }
  .cell {
    min-inline-size: 0;
    padding-inline: 8px;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .cell.primary {
    font-weight: 500;
  }
  .cell.actions {
    padding: 0;
    overflow: visible;
    text-align: end;
  }
  .cell.pick {
    padding: 0;
    overflow: visible;
  }
  .pick label {
    display: grid;
    place-content: center;
    inline-size: 44px;
    block-size: 44px;
    cursor: pointer;
  }
  input[type="checkbox"] {
    inline-size: 18px;
    block-size: 18px;
    margin: 0;
    accent-color: var(--_primary);
    cursor: pointer;
  }
  .sort {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-block-size: 44px;
    max-inline-size: 100%;
    padding: 0;
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    cursor: pointer;
    --ac-icon-size: 16px;
  }
  .sort:hover,
  [aria-sort] .sort {
    color: var(--_text);
  }
  .count {
    margin: 10px 4px 0;
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 12px;
    padding: 48px 24px;
    color: var(--_quiet);
    text-align: center;
  }
  .skeleton {
    animation: appear 200ms 500ms both;
  }
  .skeleton .cell::before {
    content: "";
    display: block;
    inline-size: 68%;
    block-size: 12px;
    border-radius: 6px;
    background: var(--_fill);
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  .bar.narrow ::slotted(*) {
    flex: 1 1 60%;
  }
  .bar.narrow ::slotted(ac-menu) {
    flex: none;
  }
  .cards .row {
    display: block;
    position: relative;
    padding: 12px 16px;
  }
  .cards .cell {
    display: flex;
    align-items: baseline;
    gap: 12px;
    min-block-size: 30px;
    padding: 0;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .cards .cell::before {
    content: attr(data-label);
    flex: none;
    inline-size: 7.5rem;
    color: var(--_quiet);
    font-size: 0.8125rem;
  }
  .cards .cell.primary {
    padding-inline-end: 44px;
    padding-block: 4px;
    font-size: 1.0625rem;
  }
  .cards .cell.primary::before,
  .cards .cell.pick::before,
  .cards .cell.actions::before {
    content: none;
  }
  .cards .selectable .cell.primary {
    padding-inline-start: 32px;
  }
  .cards .cell.pick {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-start: 4px;
  }
  .cards .cell.actions {
    position: absolute;
    inset-block-start: 6px;
    inset-inline-end: 4px;
  }
`;
