import { consume } from "@lit/context";
import { mdiApplicationBracketsOutline, mdiLogout } from "@mdi/js";
import { css, html, LitElement } from "lit";
import { customElement, property } from "lit/decorators.js";
import { type Hass, PATHS } from "../../../protocol/page.ts";
import { LANGUAGES, type Language } from "../texts/language.ts";
import { type Texts, textsContext } from "../texts/texts.ts";
import { focusRing } from "../theme/shared-styles.ts";
import { THEMES, type ThemeChoice } from "../theme/theme.ts";
import "../../../frontend/components/button.ts";

interface Choice<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

/**
 * Who is signed in, the language, the theme, and the way out.
 * Sends up `hub-language`, `hub-theme` (each with the choice as detail) and `hub-sign-out`.
 */
@customElement("hub-user-menu")
export class HubUserMenu extends LitElement {
  @property({ attribute: false }) accessor hass!: Hass;
  @property({ attribute: false }) accessor theme: ThemeChoice = "auto";
  @consume({ context: textsContext, subscribe: true }) accessor texts!: Texts;

  static override readonly styles = [
    focusRing,
    css`
      .avatar {
        display: grid;
        place-content: center;
        inline-size: 44px;
        block-size: 44px;
        padding: 0;
        border: 0;
        border-radius: 50%;
        background: none;
        cursor: pointer;
        anchor-name: --hub-user;
      }
      .avatar span {
        display: grid;
        place-content: center;
        inline-size: 34px;
        block-size: 34px;
        border-radius: 50%;
        background: var(--light-primary-color);
        color: var(--primary-color);
        font: 600 0.9375rem / 1 var(--ha-font-family-body);
      }
      [popover] {
        inset: 56px 8px auto auto;
        box-sizing: border-box;
        inline-size: min(300px, calc(100vw - 16px));
        max-block-size: calc(100dvh - 72px);
        margin: 0;
        padding: 16px;
        border: 1px solid var(--ha-card-border-color);
        border-radius: var(--ha-card-border-radius);
        background: var(--card-background-color);
        color: var(--primary-text-color);
        box-shadow: 0 8px 24px rgb(0 0 0 / 18%);
      }
      [popover]:dir(rtl) {
        inset: 56px auto auto 8px;
      }
      .name {
        margin: 0;
        font-weight: 500;
        overflow-wrap: anywhere;
      }
      .role {
        margin: 0 0 12px;
        color: var(--secondary-text-color);
        font-size: 0.875rem;
      }
      fieldset {
        margin: 0 0 16px;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 6px;
        color: var(--secondary-text-color);
        font-size: 0.875rem;
      }
      .choices {
        display: flex;
        gap: 2px;
        padding: 3px;
        border-radius: 10px;
        background: var(--secondary-background-color);
      }
      label {
        flex: 1;
        display: grid;
        place-content: center;
        position: relative;
        min-block-size: 44px;
        border-radius: 8px;
        cursor: pointer;
        font-size: 0.9375rem;
      }
      label:has(:checked) {
        background: var(--light-primary-color);
        color: var(--primary-color);
        font-weight: 500;
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--primary-color);
      }
      input {
        position: absolute;
        opacity: 0;
      }
      ac-button {
        inline-size: 100%;
      }
      .access {
        margin-block-end: 8px;
      }
    `,
  ];

  override render() {
    const { user } = this.hass;
    const role = user.is_owner ? "owner" : user.is_admin ? "administrator" : "user";
    return html`
      <button class="avatar" type="button" popovertarget="panel" aria-label=${this.texts("user_menu.open", { name: user.name })}>
        <span aria-hidden="true">${initialOf(user.name)}</span>
      </button>
      <div id="panel" popover role="dialog" aria-label=${this.texts("user_menu.title")}>
        <p class="name">${user.name}</p>
        <p class="role">${this.texts(`user_menu.role.${role}`)}</p>
        ${this.#choices("language", this.texts("user_menu.language"), this.#languages(), this.hass.language)}
        ${this.#choices("theme", this.texts("user_menu.theme"), this.#themes(), this.theme)}
        <ac-button class="access" appearance="text" .icon=${mdiApplicationBracketsOutline} href=${PATHS.access} @click=${this.#close}>${this.texts("user_menu.access")}</ac-button>
        <ac-button appearance="outlined" .icon=${mdiLogout} @click=${this.#signOut}>${this.texts("user_menu.sign_out")}</ac-button>
      </div>
    `;
  }

  #choices(name: "language" | "theme", legend: string, choices: readonly Choice<string>[], current: string) {
    return html`<fieldset @change=${this.#choose}>
      <legend>${legend}</legend>
      <div class="choices">
        ${choices.map(
          ({ value, label }) =>
            html`<label><input type="radio" name=${name} value=${value} .checked=${value === current} />${label}</label>`,
        )}
      </div>
    </fieldset>`;
  }

  #languages(): Choice<Language>[] {
    return Object.entries(LANGUAGES).map(([value, label]) => ({ value: value as Language, label }));
  }

  #themes(): Choice<ThemeChoice>[] {
    return THEMES.map((value) => ({ value, label: this.texts(`theme.${value}`) }));
  }

  readonly #choose = ({ target }: Event): void => {
    const { name, value } = target as HTMLInputElement;
    this.#sendUp(`hub-${name}`, value);
  };

  readonly #close = (): void => this.renderRoot.querySelector<HTMLElement>("[popover]")?.hidePopover();

  readonly #signOut = (): void => void this.#sendUp("hub-sign-out");

  #sendUp(type: string, detail?: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

const initialOf = (name: string): string => [...name.trim()][0]?.toLocaleUpperCase() ?? "?";
