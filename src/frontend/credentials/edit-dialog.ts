import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { InputOfType } from "../../protocol/index.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import type { AcProviderFields } from "../providers/provider-fields.ts";
import { type ProviderValues, providerOf, scopesOf, serverOf } from "../providers/provider-values.ts";
import { resend } from "../resend.ts";
import { CheckController, skipsCheck } from "./check-controller.ts";
import type { AcCredentialFields } from "./credential-fields.ts";
import type { CredentialRow } from "./credential-row.ts";
import { clientChanged, type FormValues, isComplete } from "./form-values.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "./check-line.ts";
import "../providers/provider-fields.ts";
import "./credential-fields.ts";

/**
 * Changes a credential's name, client ID or secret; a blank secret keeps the stored one. Of a provider of one's own
 * the addresses and scopes too.
 */
@customElement("ac-edit-dialog")
export class AcEditDialog extends DialogElement {
  @property({ attribute: false }) accessor row!: CredentialRow;
  @state() private accessor typed: FormValues | undefined;
  readonly #check = new CheckController(this);
  @state() private accessor typedProvider: ProviderValues | undefined;

  static override readonly styles = dialogStyles;

  protected override get dirty(): boolean {
    return Object.keys(this.#changes()).length > 1;
  }

  protected override heading(): string {
    return this.localize("edit.title", { name: this.row.name });
  }

  protected override content() {
    return html`<form class="fields" novalidate @submit=${this.#submit} @values-change=${this.#onValues}
      @provider-change=${this.#onProvider} @provider-ready=${this.#submit}>
      ${this.row.secretLost ? html`<ac-alert type="warning">${this.localize("keys.enter_again")}</ac-alert>` : nothing}
      <ac-credential-fields .values=${this.#values()} .secretHint=${this.row.credential.client_secret_hint}
        .idWarning=${this.#idWarning()}></ac-credential-fields>
      ${this.#hasOwnProvider ? html`<ac-provider-fields .values=${this.#provider()}></ac-provider-fields>` : nothing}
      <ac-check-line .state=${this.#check.state} ?offered=${this.#client() !== undefined} @check=${this.#checkNow}></ac-check-line>
    </form>`;
  }

  protected override actions() {
    const { localize } = this;
    return html`
      <ac-button slot="actions" appearance="text" @click=${this.leave}>${localize("common.cancel")}</ac-button>
      <ac-button slot="actions" appearance="filled" ?loading=${this.save.busy} @click=${this.#submit}>${this.progressText(localize(this.#check.holdsBack ? "check.save_anyway" : "common.save"))}</ac-button>
    `;
  }

  protected override errorText(code: string, message: string): string {
    return code === "not_found" ? this.localize("edit.gone") : super.errorText(code, message);
  }

  #values(): FormValues {
    const { name = "", client_id } = this.row.credential;
    return this.typed ?? { name, client_id, client_secret: "" };
  }

  get #hasOwnProvider(): boolean {
    return this.row.credential.authorization_server !== undefined;
  }

  #provider(): ProviderValues {
    return this.typedProvider ?? providerOf(this.row.credential);
  }

  /** What is different of the provider. */
  #providerChanges(): Partial<InputOfType<"application_credentials/update">> {
    if (!this.typedProvider) return {};
    const before = providerOf(this.row.credential);
    const [server, scopes] = [serverOf(this.typedProvider), scopesOf(this.typedProvider)];
    return {
      ...(!sameJson(server, serverOf(before)) && { authorization_server: server }),
      ...(!sameJson(scopes, scopesOf(before)) && { scopes }),
    };
  }

  /** What the hub is told: only what is different, beside the id. */
  #changes(): InputOfType<"application_credentials/update"> {
    const { id, name = "", client_id } = this.row.credential;
    const values = this.#values();
    return {
      application_credentials_id: id,
      ...(values.name.trim() !== name && { name: values.name }),
      ...(values.client_id.trim() !== client_id && { client_id: values.client_id }),
      ...(values.client_secret.trim() !== "" && { client_secret: values.client_secret }),
      ...this.#providerChanges(),
    };
  }

  /** What can be checked: a stored secret is not sent to the page, so that a client ID alone can't. */
  #client() {
    const { domain } = this.row.credential;
    const values = this.#values();
    if (!isComplete(values)) return undefined;
    const { client_id, client_secret } = values;
    const server = this.#hasOwnProvider && { authorization_server: serverOf(this.#provider()) };
    return { domain, client_id, client_secret, ...server };
  }

  readonly #checkNow = (): void => {
    const client = this.#client();
    if (client) void this.#check.run(client);
  };

  /** Refresh tokens belong to one client: with another ID the provider refuses them all. */
  #idWarning(): string {
    const count = this.row.usedBy?.length ?? 0;
    if (count === 0 || this.#changes().client_id === undefined) return "";
    return this.localize("edit.id_warning", { count });
  }

  readonly #onValues = (event: CustomEvent<FormValues>): void => {
    if (clientChanged(this.#values(), event.detail)) this.#check.reset();
    this.typed = event.detail;
  };

  readonly #onProvider = (event: CustomEvent<ProviderValues>): void => {
    this.#check.reset();
    this.typedProvider = event.detail;
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const provider = this.renderRoot.querySelector<AcProviderFields>("ac-provider-fields");
    if (provider?.validate() === false) return;
    if (!this.renderRoot.querySelector<AcCredentialFields>("ac-credential-fields")?.validate()) return;
    if (this.save.busy || skipsCheck(event, this.#check)) return;
    // Also where nothing changed: somebody may be here to allow a host that was taken back.
    if (provider && !(await this.save.run(() => provider.check()))) return;
    if (!this.dirty) return this.leave();
    const client = this.#client();
    if (client && !(await this.#check.allows(client))) return;
    const changes = this.#changes();
    const updated = await this.save.run((signal) =>
      resend(this.client, () => this.client.call("application_credentials/update", changes), signal),
    );
    if (updated) this.leave();
  };
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
