import { css } from "lit";

/**
 * Home Assistant's CSS variables (frontend, `src/resources/theme/color`), so that the plugin's elements
 * take their colours by the same door as in Home Assistant. Text on a surface has a contrast of 4.5:1 at least.
 */
export const themeVariables = css`
  :root {
    color-scheme: light;
    --primary-color: #0b6b94;
    --dark-primary-color: #08506f;
    --light-primary-color: #d3ebf6;
    --accent-color: #b25e00;
    --primary-text-color: #16191c;
    --secondary-text-color: #59636b;
    --text-primary-color: #ffffff;
    --disabled-text-color: #6f7880;
    --primary-background-color: #f3f5f7;
    --secondary-background-color: #e7ebee;
    --card-background-color: #ffffff;
    --ha-card-background: var(--card-background-color);
    --ha-card-border-color: #e0e4e8;
    --ha-card-border-radius: 12px;
    --divider-color: #dfe3e7;
    --outline-color: #7b858d;
    --error-color: #b3261e;
    --warning-color: #8f5200;
    --success-color: #21703a;
    --info-color: #0b6b94;
    --state-icon-color: #4a5b66;
    --icon-primary-color: var(--state-icon-color);
    --app-header-background-color: var(--card-background-color);
    --app-header-text-color: var(--primary-text-color);
    --input-fill-color: #eef1f4;
    --rgb-primary-color: 11, 107, 148;
    --rgb-primary-text-color: 22, 25, 28;
    --rgb-warning-color: 143, 82, 0;
    --rgb-error-color: 179, 38, 30;
    --rgb-success-color: 33, 112, 58;
    --ha-font-family-body: Roboto, "Segoe UI", system-ui, -apple-system, "Noto Sans", sans-serif;
    --ha-font-family-code: ui-monospace, "SFMono-Regular", Menlo, Consolas, "Liberation Mono", monospace;
  }

  :root[data-theme="dark"] {
    color-scheme: dark;
    --primary-color: #6cc4ec;
    --dark-primary-color: #3aa3d1;
    --light-primary-color: #123a4d;
    --accent-color: #ffb871;
    --primary-text-color: #e6e9eb;
    --secondary-text-color: #a5afb6;
    --text-primary-color: #06212e;
    --disabled-text-color: #87919a;
    --primary-background-color: #111417;
    --secondary-background-color: #22272b;
    --card-background-color: #1b1f23;
    --ha-card-border-color: #2c3237;
    --divider-color: #2f363b;
    --outline-color: #7d878f;
    --error-color: #ff8f85;
    --warning-color: #ffb95e;
    --success-color: #7fd79a;
    --info-color: #6cc4ec;
    --state-icon-color: #9fb1bd;
    --input-fill-color: #252b30;
    --rgb-primary-color: 108, 196, 236;
    --rgb-primary-text-color: 230, 233, 235;
    --rgb-warning-color: 255, 185, 94;
    --rgb-error-color: 255, 143, 133;
    --rgb-success-color: 127, 215, 154;
  }

  html,
  body {
    margin: 0;
    min-height: 100%;
    background: var(--primary-background-color);
    color: var(--primary-text-color);
    font: 400 1rem / 1.5 var(--ha-font-family-body);
    -webkit-text-size-adjust: 100%;
  }
`;
