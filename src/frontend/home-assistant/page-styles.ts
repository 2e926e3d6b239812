import { css } from "lit";

/**
 * Home Assistant's colours are made for surfaces: words in them, and white words on them, have a contrast of 1.9:1 to 4:1
 * (`--warning-color`, `--primary-color`, `--error-color`). Mixed with the theme's words they have 4.5:1, light and dark.
 */
export const pageStyles = css`
  :host {
    --ac-theme-primary: color-mix(in oklab, var(--primary-color) 50%, var(--primary-text-color));
    --ac-theme-error: color-mix(in oklab, var(--error-color) 60%, var(--primary-text-color));
    --ac-theme-warning: color-mix(in oklab, var(--warning-color) 45%, var(--primary-text-color));
    --ac-theme-success: color-mix(in oklab, var(--success-color) 50%, var(--primary-text-color));
    display: flex;
    flex-direction: column;
    block-size: 100%;
    color: var(--primary-text-color, inherit);
    /* The frame scrolls below its head, so that nothing covers a sticky row. */
    --ac-page-header: 0px;
  }
  /* Not the frame, which is Home Assistant's. */
  .content,
  ac-menu,
  ac-hand-back-dialog,
  ac-remove-plain-text-dialog {
    --primary-color: var(--ac-theme-primary);
    --text-primary-color: var(--card-background-color);
    --error-color: var(--ac-theme-error);
    --warning-color: var(--ac-theme-warning);
    --success-color: var(--ac-theme-success);
  }
  hass-tabs-subpage {
    block-size: 100%;
  }
  /* The frame's head has large words, which a menu in it would have too. */
  [slot="toolbar-icon"] {
    font-size: 0.9375rem;
    line-height: 1.5;
  }
  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    background: var(--primary-background-color);
  }
  .content {
    box-sizing: border-box;
    max-inline-size: 1248px;
    margin-inline: auto;
    padding: 20px clamp(12px, 2.5vw, 24px) 32px;
    line-height: 1.5;
  }
  h1 {
    margin: 0 0 8px;
    font-size: 1.5rem;
    font-weight: 400;
    line-height: 1.3;
  }
  h1[slot] {
    margin: 0;
    font: inherit;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;
