import { css } from "lit";
import { tokens } from "../components/styles.ts";

/** A card in the middle of the page. */
export const consentStyles = [
  tokens,
  css`
    :host {
      display: grid;
      justify-items: center;
      color: var(--_text);
      line-height: 1.5;
    }
    article {
      box-sizing: border-box;
      inline-size: min(520px, 100%);
      padding: 28px;
      border: 1px solid var(--_line);
      border-radius: 16px;
      background: var(--_surface);
    }
    header {
      display: grid;
      gap: 4px;
      margin-block-end: 16px;
    }
    header ac-icon {
      color: var(--_primary);
      --ac-icon-size: 40px;
    }
    h2 {
      margin: 0;
      font-size: 1.375rem;
      font-weight: 500;
      line-height: 1.3;
      overflow-wrap: anywhere;
      unicode-bidi: isolate;
    }
    p {
      margin: 0 0 12px;
      overflow-wrap: anywhere;
    }
    .where,
    .quiet,
    small {
      color: var(--_quiet);
    }
    .where {
      margin: 0;
    }
    small {
      display: block;
      line-height: 1.4;
    }
    ac-alert {
      display: block;
      margin-block-end: 16px;
    }
    ul {
      display: grid;
      gap: 10px;
      margin: 0 0 16px;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      gap: 12px;
    }
    li ac-icon {
      color: var(--_primary);
      --ac-icon-size: 20px;
    }
    details {
      margin-block-end: 16px;
    }
    summary {
      min-block-size: 44px;
      align-content: center;
      color: var(--_quiet);
      cursor: pointer;
    }
    .who {
      display: flex;
      align-items: center;
      gap: 8px;
      padding-block-start: 12px;
      border-block-start: 1px solid var(--_line);
    }
    footer {
      display: flex;
      flex-wrap: wrap;
      justify-content: flex-end;
      gap: 8px;
    }
    a {
      color: var(--_primary);
    }
    .wait {
      display: flex;
      align-items: center;
      gap: 12px;
      padding: 48px 0;
      color: var(--_quiet);
    }
    @media (max-width: 600px) {
      article {
        padding: 20px;
      }
      footer ac-button {
        flex: 1 1 120px;
      }
    }
  `,
];
