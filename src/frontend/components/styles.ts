import { css } from "lit";

/**
 * Home Assistant's CSS variables under short names, each with a fall-back of its own for a host that lacks it.
 * Fall-backs follow the `color-scheme` of the page; text on a surface has a contrast of 4.5:1 at least.
 */
export const tokens = css`
  :host {
    --_primary: var(--primary-color, light-dark(#0b6b94, #6cc4ec));
    --_on-primary: var(--text-primary-color, light-dark(#ffffff, #06212e));
    --_text: var(--primary-text-color, light-dark(#16191c, #e6e9eb));
    --_quiet: var(--secondary-text-color, light-dark(#59636b, #a5afb6));
    --_surface: var(--card-background-color, light-dark(#ffffff, #1b1f23));
    --_fill: var(--secondary-background-color, light-dark(#e7ebee, #22272b));
    --_line: var(--divider-color, light-dark(#dfe3e7, #2f363b));
    --_outline: var(--outline-color, light-dark(#7b858d, #7d878f));
    --_error: var(--error-color, light-dark(#b3261e, #ff8f85));
    --_warning: var(--warning-color, light-dark(#8f5200, #ffb95e));
    --_success: var(--success-color, light-dark(#21703a, #7fd79a));
    --_info: var(--info-color, light-dark(#0b6b94, #6cc4ec));
    --_tint: color-mix(in srgb, var(--_primary) 12%, transparent);
    --_card-radius: var(--ha-card-border-radius, 12px);
    --_code: var(--ha-font-family-code, ui-monospace, Menlo, Consolas, "Liberation Mono", monospace);
  }
  :host([hidden]) {
    display: none;
  }
`;

/** The ring around what has the keyboard's focus. */
export const focusRing = css`
  :focus-visible {
    outline: 2px solid var(--_primary);
    outline-offset: 2px;
  }
`;

/** Text for screen readers only. */
export const visuallyHidden = css`
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;

/** A text input with its label above, its helper or error below. */
export const fieldStyles = css`
  :host {
    display: block;
    min-inline-size: 0;
  }
  label {
    display: block;
    margin-block-end: 6px;
    color: var(--_text);
    font-size: 0.875rem;
    font-weight: 500;
  }
  .required {
    color: var(--_error);
  }
  .box {
    display: flex;
    align-items: center;
    box-sizing: border-box;
    min-block-size: 48px;
    border: 1px solid var(--_outline);
    border-radius: 8px;
    background: var(--_surface);
    color: var(--_text);
    transition: border-color 120ms;
  }
  .box:hover {
    border-color: var(--_text);
  }
  .box:has(input:focus) {
    border-color: var(--_primary);
    box-shadow: inset 0 0 0 1px var(--_primary);
  }
  .box.invalid {
    border-color: var(--_error);
  }
  .box.invalid:has(input:focus) {
    box-shadow: inset 0 0 0 1px var(--_error);
  }
  .box:has(input:disabled) {
    border-color: var(--_line);
    background: var(--_fill);
  }
  input {
    flex: 1;
    box-sizing: border-box;
    min-inline-size: 0;
    inline-size: 100%;
    min-block-size: 46px;
    padding: 0 14px;
    border: 0;
    border-radius: 8px;
    background: none;
    color: inherit;
    font: inherit;
    text-overflow: ellipsis;
    outline: none;
  }
  input::placeholder {
    color: var(--_quiet);
    opacity: 1;
  }
  input[type="search"]::-webkit-search-cancel-button {
    display: none;
  }
  .note {
    margin: 6px 0 0;
    color: var(--_quiet);
    font-size: 0.8125rem;
    line-height: 1.4;
    overflow-wrap: anywhere;
  }
  .note.error {
    display: flex;
    gap: 6px;
    color: var(--_error);
    --ac-icon-size: 18px;
  }
  .note.warning {
    display: flex;
    gap: 6px;
    color: var(--_warning);
    --ac-icon-size: 18px;
  }
`;
