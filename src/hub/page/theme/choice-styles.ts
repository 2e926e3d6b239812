import { css } from "lit";

/** Radio buttons as cards below each other, each as wide as its group. */
export const choiceStyles = css`
  fieldset {
    display: grid;
    gap: 8px;
    margin: 0 0 8px;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 8px;
    font-weight: 500;
    overflow-wrap: anywhere;
  }
  label {
    display: flex;
    align-items: center;
    gap: 12px;
    min-block-size: 44px;
    padding: 6px 14px;
    border: 1px solid var(--divider-color);
    border-radius: 10px;
    cursor: pointer;
    overflow-wrap: anywhere;
  }
  label:hover {
    background: var(--secondary-background-color);
  }
  label:has(:checked) {
    border-color: var(--primary-color);
  }
  label:has(:focus-visible) {
    outline: 2px solid var(--primary-color);
  }
  input {
    flex: none;
    inline-size: 20px;
    block-size: 20px;
    margin: 0;
    accent-color: var(--primary-color);
    outline: none;
  }
`;
