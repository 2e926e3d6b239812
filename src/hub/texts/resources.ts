import { pathToFileURL } from "node:url";
import type { Integrations } from "../integrations.ts";
import type { TextTree, TranslationFiles } from "./translation-files.ts";

/** What `frontend/get_translations` asks for. */
export interface ResourcesRequest {
  readonly language: string;
  readonly category: string;
  /** Domains; all when absent. */
  readonly integrations?: readonly string[];
  /** Only integrations that a person can add. */
  readonly config_flow?: boolean;
}

/** The plugin's own domain; its texts are of the project, not of an integration that was loaded. */
const OWN_DOMAIN = "application_credentials";

/** @returns a path as a folder's URL: with a slash at its end, so that names resolve inside it. */
export const folderUrl = (path: string | URL): URL => {
  const url = path instanceof URL ? path : pathToFileURL(path);
  return url.href.endsWith("/") ? url : new URL(`${url.href}/`);
};

/** Texts flat, as Home Assistant's frontend takes them: `component.DOMAIN.CATEGORY.KEY` (homeassistant/helpers/translation.py). */
export class Resources {
  readonly #files: TranslationFiles;
  readonly #own: URL;
  readonly #integrations: Integrations;

  constructor(files: TranslationFiles, ownFolder: string, integrations: Integrations) {
    this.#files = files;
    this.#own = folderUrl(ownFolder);
    this.#integrations = integrations;
  }

  async find({ language, category, integrations, config_flow }: ResourcesRequest): Promise<Record<string, string>> {
    const folders = this.#folders(config_flow === true).filter(([domain]) => integrations?.includes(domain) ?? true);
    const texts = await Promise.all(
      folders.map(async ([domain, folder]) => {
        const tree = await this.#files.load(folder, language);
        return flatten(`component.${domain}.${category}`, tree[category]);
      }),
    );
    return Object.fromEntries(texts.flat());
  }

  #folders(configFlowOnly: boolean): [domain: string, folder: URL][] {
    const loaded = [...this.#integrations.values()].map(({ domain, translations }): [string, URL] => [
      domain,
      folderUrl(translations),
    ]);
    return configFlowOnly ? loaded : [[OWN_DOMAIN, this.#own], ...loaded];
  }
}

function flatten(path: string, value: string | TextTree | undefined): [key: string, text: string][] {
  if (value === undefined) return [];
  if (typeof value === "string") return [[path, value]];
  return Object.entries(value).flatMap(([key, below]) => flatten(`${path}.${key}`, below));
}
