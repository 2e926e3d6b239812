import { provide } from "@lit/context";
import { type Auth, ERR_INVALID_AUTH } from "home-assistant-js-websocket";
import { css, html, LitElement, nothing } from "lit";
import { customElement, state } from "lit/decorators.js";
import { type Hass, PATHS } from "../../../protocol/page.ts";
import { openSession, type Session } from "../session/session.ts";
import { needsOwner } from "../session/sign-in.ts";
import { forgetTokens, storedAuth } from "../session/tokens.ts";
import { fetchTexts, type Language, preferredLanguage, rememberLanguage } from "../texts/language.ts";
import { createTexts, type Texts, type TextTree, textsContext } from "../texts/texts.ts";
import { applyTheme, isDark, onSystemTheme, rememberTheme, type ThemeChoice, themeChoice } from "../theme/theme.ts";
import { hassContext } from "./hass-context.ts";
import { navigate } from "./navigate.ts";
import "../../../frontend/components/spinner.ts";
import "../session/login-page.ts";
import "../session/onboarding-page.ts";
import "./frame.ts";

type View = "starting" | "unreachable" | "onboarding" | "login" | "signed-in";

const RETRY_MS = 2_000;

/** Before anybody is signed in the hub's name is known only from the document that it served. */
const HUB_NAME = document.title;

/** The whole page: it finds out who is there, and hands texts and `hass` down to what it shows. */
@customElement("hub-app")
export class HubApp extends LitElement {
  @provide({ context: textsContext })
  @state()
  accessor texts!: Texts;

  @provide({ context: hassContext })
  @state()
  accessor hass!: Hass;

  @state() private accessor view: View = "starting";
  @state() private accessor theme: ThemeChoice = themeChoice();
  #tree: TextTree | undefined;
  #language: Language = preferredLanguage();
  #session: Session | undefined;
  #stopTheme: (() => void) | undefined;

  static override readonly styles = css`
    :host {
      display: block;
      min-height: 100vh;
      min-height: 100dvh;
    }
    .waiting {
      display: grid;
      place-content: center;
      justify-items: center;
      gap: 16px;
      min-height: 100dvh;
      padding: 24px;
      color: var(--secondary-text-color);
      text-align: center;
    }
  `;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTheme = onSystemTheme(() => this.#useTheme(this.theme));
    applyTheme(this.theme);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTheme?.();
  }

  override render() {
    switch (this.view) {
      case "onboarding":
        return html`<hub-onboarding-page @hub-signed-in=${this.#onboarded} @hub-language=${this.#onLanguage}
          @hub-owner-exists=${this.#restart}></hub-onboarding-page>`;
      case "login":
        return html`<hub-login-page @hub-signed-in=${this.#signedIn} @hub-language=${this.#onLanguage}></hub-login-page>`;
      case "signed-in":
        return html`<hub-frame .hass=${this.hass} .theme=${this.theme} @hub-language=${this.#onLanguage}
          @hub-theme=${this.#onTheme} @hub-sign-out=${this.#signOut}></hub-frame>`;
      default:
        return html`<div class="waiting" role="status">
          <ac-spinner></ac-spinner>
          ${this.view === "unreachable" ? this.texts("connection.unreachable") : nothing}
        </div>`;
    }
  }

  readonly #restart = (): void => void this.#start();

  async #start(): Promise<void> {
    try {
      if (!this.#tree) await this.#useLanguage(this.#language);
      const auth = storedAuth();
      if (auth) await this.#open(auth);
      else this.view = (await needsOwner()) ? "onboarding" : "login";
    } catch (error) {
      this.#startAgain(error);
    }
  }

  #startAgain(error: unknown): void {
    if (error === ERR_INVALID_AUTH) {
      forgetTokens();
      this.#restart();
      return;
    }
    if (this.#tree) this.view = "unreachable";
    setTimeout(this.#restart, RETRY_MS);
  }

  async #open(auth: Auth): Promise<void> {
    const session = await openSession(auth, this.#restart);
    this.#session = session;
    this.#writeTexts();
    this.#writeHass();
    this.view = "signed-in";
  }

  readonly #signedIn = (event: CustomEvent<Auth>): void =>
    void this.#open(event.detail).catch((error: unknown) => this.#startAgain(error));

  readonly #onboarded = (event: CustomEvent<Auth>): void => {
    navigate(PATHS.dashboard, { replace: true });
    this.#signedIn(event);
  };

  readonly #signOut = async (): Promise<void> => {
    await this.#session?.signOut();
    this.#session = undefined;
    this.#writeTexts();
    this.view = "login";
  };

  readonly #onLanguage = (event: CustomEvent<Language>): void => {
    rememberLanguage(event.detail);
    // The old texts stay when the new ones can't be had; the banner tells of a lost connection.
    this.#useLanguage(event.detail).catch(() => undefined);
  };

  readonly #onTheme = (event: CustomEvent<ThemeChoice>): void => {
    rememberTheme(event.detail);
    this.#useTheme(event.detail);
  };

  #useTheme(theme: ThemeChoice): void {
    this.theme = theme;
    applyTheme(theme);
    this.#writeHass();
  }

  async #useLanguage(language: Language): Promise<void> {
    this.#tree = await fetchTexts(language);
    this.#language = language;
    document.documentElement.lang = language;
    this.#writeTexts();
    this.#writeHass();
  }

  #writeTexts(): void {
    const hub = this.#session?.config.location_name ?? HUB_NAME;
    this.texts = createTexts(this.#tree ?? {}, this.#language, hub);
  }

  #writeHass(): void {
    if (!this.#session) return;
    const { connection, user, config, callApi, fetchWithAuth } = this.#session;
    this.hass = {
      connection,
      user,
      config,
      callApi,
      fetchWithAuth,
      language: this.#language,
      themes: { darkMode: isDark(this.theme) },
    };
  }
}
