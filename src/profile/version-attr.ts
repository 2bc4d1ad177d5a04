import { parse } from 'smol-toml';
import type { Member } from '../artifacts/archive.js';
import { parseIni } from './ini.js';
import { textOf } from './text.js';

/** A module that setuptools imports while it builds, to read a value off it. */
export interface ImportedAttribute {
  /** Dotted name of the module. */
  readonly module: string;
  /** Its file in the source tree. */
  readonly path: string;
}

/**
 * Modules behind `attr:` in setup.cfg and `{attr = …}` in pyproject.toml (https://setuptools.pypa.io/en/latest/userguide/declarative_config.html).
 * setuptools first looks for a literal in the source and imports the module only where it finds none: those alone run.
 */
export function importedAttributes(files: ReadonlyMap<string, Member>): readonly ImportedAttribute[] {
  const names = [...setupCfgAttributes(files.get('setup.cfg')), ...pyprojectAttributes(files.get('pyproject.toml'))];
  return [...new Set(names)]
    .filter((name) => DOTTED.test(name))
    .flatMap((name) => {
      const dot = name.lastIndexOf('.');
      const module = name.slice(0, dot);
      const file = fileOf(module, files);
      if (file === undefined || isLiteral(name.slice(dot + 1), file)) return [];
      return [{ module, path: file.path }];
    });
}

const DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/u;

function setupCfgAttributes(member: Member | undefined): readonly string[] {
  if (member === undefined || member.bytes === null) return [];
  return [...parseIni(textOf(member.bytes)).values()].flatMap((section) =>
    [...section.values()].flatMap((value) => /^attr:\s*(?<name>\S+)/u.exec(value.trim())?.groups?.['name'] ?? []),
  );
}

function pyprojectAttributes(member: Member | undefined): readonly string[] {
  if (member === undefined || member.bytes === null) return [];
  const dynamic = tableIn(tableIn(tableIn(parsed(textOf(member.bytes)), 'tool'), 'setuptools'), 'dynamic');
  return Object.keys(dynamic).flatMap((key) => {
    const { attr } = tableIn(dynamic, key);
    return typeof attr === 'string' ? [attr.trim()] : [];
  });
}

type Table = Readonly<Record<string, unknown>>;

function parsed(text: string): Table {
  try {
    return parse(text);
  } catch {
    // A file that is no TOML is told where the build hooks are read.
    return {};
  }
}

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function tableIn(table: Table, key: string): Table {
  const value = Object.hasOwn(table, key) ? table[key] : null;
  return isTable(value) ? value : {};
}

function fileOf(module: string, files: ReadonlyMap<string, Member>): Member | undefined {
  const base = module.replaceAll('.', '/');
  return ['', 'src/', 'lib/']
    .flatMap((root) => [`${root}${base}/__init__.py`, `${root}${base}.py`])
    .map((path) => files.get(path))
    .find((member) => member !== undefined);
}

/** Whether the source assigns the name a literal at its top level, which setuptools then takes without running anything. */
function isLiteral(name: string, { bytes }: Member): boolean {
  if (bytes === null || !/^\w+$/u.test(name)) return false;
  const assignment = new RegExp(`^${name}(?:\\s*:[^=\\n]+)?\\s*=\\s*(?<value>[^\\n]*)`, 'mu').exec(textOf(bytes));
  return /^(?:[ru]?(?:'[^']*'|"[^"]*")|[([]\s*(?:['"\d]|$)|\d)/iu.test(assignment?.groups?.['value']?.trim() ?? '');
}
