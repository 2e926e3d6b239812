import { css } from "lit";

export const pageStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100%;
    color: var(--primary-text-color, inherit);
    /* The frame scrolls below its head, so that nothing covers a sticky row. */
    --ac-page-header: 0px;
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
