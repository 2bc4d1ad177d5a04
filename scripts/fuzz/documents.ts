import { dump, load } from 'js-yaml';
import { parse, stringify } from 'smol-toml';

/** How a format's text becomes a document and a document its text, by the libraries alone. */
interface Language {
  readonly read: (text: string) => unknown;
  readonly write: (document: unknown) => string;
}

const toml: Language = { read: parse, write: (document) => stringify(document as Record<string, unknown>) };
const json: Language = {
  read: (text) => JSON.parse(text.replace(/^(?:[ \t]*(?:\/\/[^\n]*)?\r?\n)*/u, '')),
  write: (document) => JSON.stringify(document, null, 2),
};
const yaml: Language = { read: (text) => load(text), write: (document) => dump(document) };

const LANGUAGES: Readonly<Record<string, Language>> = {
  uv: toml,
  poetry: toml,
  pdm: toml,
  pylock: toml,
  pipfile: json,
  pex: json,
  'conda-lock': yaml,
  pixi: yaml,
};

export const languageOf = (format: string): Language | null => LANGUAGES[format] ?? null;

/** Null where the library cannot read it, or the format is no document. */
export function documentOf(format: string, text: string): unknown {
  try {
    return LANGUAGES[format]?.read(text) ?? null;
  } catch {
    return null;
  }
}
