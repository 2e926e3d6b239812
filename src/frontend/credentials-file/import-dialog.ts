import { html, nothing } from "lit";
import { customElement, property, state } from "lit/decorators.js";
import type { CredentialsConfig } from "../credentials/credentials-controller.ts";
import { DialogElement } from "../dialog-element.ts";
import { dialogStyles } from "../dialog-styles.ts";
import { type FileOutcome, type FileRow, importRows, previewItems } from "./file-import.ts";
import { importStyles } from "./import-styles.ts";
import { outcomeView } from "./outcome-view.ts";
import { type FileProblem, LARGEST_MIB, readFile } from "./read-file.ts";
import { inWords, PROBLEM_TEXTS } from "./texts.ts";
import "../components/alert.ts";
import "../components/button.ts";
import "./file-drop.ts";
import "./preview-list.ts";

/** Where it stands: a file is awaited, read and compared, chosen from, taken in, or done with. */
type Stage = "file" | "comparing" | "preview" | "importing" | "done";

/** Takes credentials from a file of Home Assistant's: what is in it beside what is stored, what is chosen, how it ended. */
@customElement("ac-import-dialog")
export class AcImportDialog extends DialogElement {
  @property({ attribute: false }) accessor config: CredentialsConfig = { domains: [], integrations: {} };
  @state() private accessor stage: Stage = "file";
  @state() private accessor problem: FileProblem | undefined;
  @state() private accessor fileName = "";
  @state() private accessor rows: readonly FileRow[] = [];
  @state() private accessor chosen: ReadonlySet<string> = new Set();
  @state() private accessor outcomes: readonly FileOutcome[] = [];
  @state() private accessor progress = { done: 0, total: 0 };
  #stop = new AbortController();

  static override readonly styles = [dialogStyles, importStyles];

  /** While credentials are taken in, the dialog stays: its end says which ones were. */
  protected override get mayClose(): boolean {
    return this.stage !== "importing";
  }

  protected override get size() {
    return "large" as const;
  }

  protected override heading(): string {
    if (this.stage === "done") return this.localize("file.done_title");
    return this.fileName === "" ? this.localize("file.title") : this.localize("file.title_of", { file: this.fileName });
  }

  protected override content() {
    switch (this.stage) {
      case "file":
        return this.#chooser();
      case "comparing":
        return this.#progressOf("file.comparing");
      case "importing":
        return this.#progressOf("file.importing");
      case "preview":
        return this.#preview();
      case "done":
        return outcomeView(this.localize, this.config, this.outcomes, this.#leftOver().length);
    }
  }

  #chooser() {
    const { localize, problem } = this;
    return html`
      <p>${localize("file.where")}</p>
      <p class="quiet">${localize("file.clear_text")}</p>
      <ac-file-drop autofocus .label=${localize("file.choose")} .hint=${localize("file.drop")} @file=${this.#onFile}></ac-file-drop>
      ${problem ? html`<ac-alert type="error" class="problem">${this.#problemText(problem)}</ac-alert>` : nothing}
    `;
  }

  #problemText(problem: FileProblem): string {
    const { code, ...values } = problem;
    return this.localize(PROBLEM_TEXTS[code], { ...values, file: this.fileName, limit: LARGEST_MIB });
  }

  #preview() {
    const { localize, rows } = this;
    const changed = rows.some(({ preview }) => preview.status === "changed");
    return html`
      <p>${localize(changed ? "file.choose_rows_changed" : "file.choose_rows")}</p>
      <ac-file-preview .rows=${rows} .chosen=${this.chosen} .config=${this.config} @chosen-change=${this.#onChosen}></ac-file-preview>
    `;
  }

  #progressOf(key: "file.comparing" | "file.importing") {
    const { done, total } = this.progress;
    const text = this.localize(key, { done: inWords(this.localize, done), total: inWords(this.localize, total) });
    return html`<div class="progress">
      <progress max=${total} .value=${done} aria-label=${text}></progress>
      <p role="status">${text}</p>
    </div>`;
  }

  protected override actions() {
    const { localize, stage } = this;
    const count = this.chosen.size;
    const close = html`<ac-button slot="actions" appearance="text" @click=${this.leave}>${localize(stage === "done" ? "common.close" : "common.cancel")}</ac-button>`;
    switch (stage) {
      case "preview":
        return html`${close}
          <ac-button slot="actions" appearance="outlined" @click=${this.#again}>${localize("file.other_file")}</ac-button>
          <ac-button slot="actions" appearance="filled" ?disabled=${count === 0} @click=${this.#import}>${localize("file.import", { count })}</ac-button>`;
      case "importing":
        return html`<ac-button slot="actions" appearance="outlined" ?disabled=${this.#stop.signal.aborted} @click=${this.#halt}>${localize("file.stop")}</ac-button>`;
      case "done":
        return html`${close}${
          this.#leftOver().length > 0
            ? html`<ac-button slot="actions" appearance="filled" @click=${this.#import}>${localize("file.try_again", { count: this.#leftOver().length })}</ac-button>`
            : nothing
        }`;
      default:
        return close;
    }
  }

  readonly #onFile = async ({ detail: file }: CustomEvent<File>): Promise<void> => {
    this.fileName = file.name;
    this.problem = undefined;
    const read = await readFile(file);
    if ("code" in read) {
      this.problem = read;
      return;
    }
    await this.#compare(read.items);
  };

  async #compare(items: readonly unknown[]): Promise<void> {
    this.#enter("comparing", items.length);
    const { client } = this;
    const rows = await this.save.run((signal) => previewItems(items, { client, signal, progressed: this.#progressed }));
    this.stage = rows ? "preview" : "file";
    this.rows = rows ?? [];
    this.outcomes = [];
    this.chosen = new Set(this.rows.filter(({ preview }) => preview.status === "new").map(({ id }) => id));
  }

  readonly #import = async (): Promise<void> => {
    const rows = this.#leftOver();
    this.#enter("importing", rows.length);
    this.#stop = new AbortController();
    const { client } = this;
    await this.save.run(async (given) => {
      const signal = AbortSignal.any([given, this.#stop.signal]);
      try {
        await importRows(rows, { client, signal, progressed: this.#progressed }, this.#ended);
      } catch (error) {
        // Stopped by the person: what is through is through.
        if (!this.#stop.signal.aborted) throw error;
      }
    });
    this.stage = "done";
  };

  /** Those that were chosen and are not stored: not sent, or failed. */
  #leftOver(): FileRow[] {
    const stored = new Set(this.outcomes.filter(({ result }) => result.result !== "failed").map(({ row }) => row.id));
    return this.rows.filter(({ id }) => this.chosen.has(id) && !stored.has(id));
  }

  readonly #ended = (outcomes: readonly FileOutcome[]): void => {
    const ended = new Set(outcomes.map(({ row }) => row.id));
    this.outcomes = [...this.outcomes.filter(({ row }) => !ended.has(row.id)), ...outcomes];
  };

  readonly #progressed = (done: number): void => {
    this.progress = { ...this.progress, done };
  };

  #enter(stage: Stage, total: number): void {
    this.stage = stage;
    this.progress = { done: 0, total };
  }

  readonly #halt = (): void => {
    this.#stop.abort();
    this.requestUpdate();
  };

  readonly #again = (): void => {
    this.stage = "file";
    this.fileName = "";
    this.rows = [];
    this.chosen = new Set();
  };

  readonly #onChosen = ({ detail }: CustomEvent<ReadonlySet<string>>): void => {
    this.chosen = detail;
  };
}
