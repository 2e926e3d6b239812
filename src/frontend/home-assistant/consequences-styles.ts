import { css } from "lit";

/** A list of what a command does, in a dialog. */
export const consequencesStyles = css`
  ul,
  ol {
    display: grid;
    gap: 10px;
    margin: 0;
    padding-inline-start: 1.3em;
  }
  li {
    overflow-wrap: anywhere;
  }
`;
