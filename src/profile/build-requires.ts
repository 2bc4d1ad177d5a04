import type { Member } from '../artifacts/archive.js';
import { parseBuildConfig } from './build-config.js';
import { parseIni } from './ini.js';
import { textOf } from './text.js';

/**
 * What building from source installs first: PEP 518's `build-system.requires`, and setuptools' older `setup_requires` in setup.cfg and, as
 * far as it is written out, in setup.py. No lockfile holds these. Empty without such a file: tools then take setuptools of the day.
 */
export function buildRequirements(files: ReadonlyMap<string, Member>): readonly string[] {
  const text = (path: string): string => textOf(files.get(path)?.bytes ?? new Uint8Array());
  const listed = [
    ...(parseBuildConfig(text('pyproject.toml'))?.requires ?? []),
    ...fromSetupCfg(text('setup.cfg')),
    ...fromSetupPy(text('setup.py')),
  ].map((requirement) => requirement.trim());
  return [...new Set(listed)].filter((requirement) => requirement !== '').toSorted();
}

function fromSetupCfg(text: string): readonly string[] {
  const options = parseIni(text).get('options');
  const value = options?.get('setup_requires') ?? options?.get('setup-requires') ?? '';
  // One a line, or all on one line behind `;`, which begins a marker elsewhere.
  return value.includes('\n') ? value.split('\n') : value.split(/;(?!\s*\w+\s*(?:[<>=!~]|in\b|not\b))/u);
}

/** A list of texts, and nothing that has to be computed: setup.py is read as text. */
const SETUP_REQUIRES = /\bsetup_requires\s*=\s*[[(](?<list>[^\])]{0,2000})[\])]/u;

const fromSetupPy = (text: string): readonly string[] =>
  [...(SETUP_REQUIRES.exec(text)?.groups?.['list'] ?? '').matchAll(/(["'])(?<requirement>[^"'\n]+)\1/gu)].map(
    ({ groups }) => groups?.['requirement'] ?? '',
  );
