import type { ForeignPackage, LockedPackage, Lockfile, LockOptions } from '../model/lockfile.js';
import { count, listOf } from '../model/text.js';
import { terminal } from './escape.js';
import { describeSource } from './rows.js';

/** What a lockfile says, for a terminal: one package a line, then options and problems. */
export function renderLockfile({ path, format, packages, options, problems, foreign = [] }: Lockfile): string {
  return [
    terminal(`${path} (${format}): ${count(packages.length, 'package')}`),
    ...packages.map(packageLine),
    ...foreign.map(foreignLine),
    ...optionLines(options),
    ...problems.map(({ line, message }) =>
      terminal(`Problem at ${line === null ? path : `${path}:${line}`}: ${message}`),
    ),
  ].join('\n');
}

function packageLine({ name, version, source, artifacts, scopes, marker, line }: LockedPackage): string {
  const hashes = new Set(artifacts.flatMap((artifact) => artifact.hashes)).size;
  const parts = [
    `${name} ${version ?? '(no version)'}`,
    scopes.join(', '),
    hashes === 0 ? 'no hash' : count(hashes, 'hash', 'hashes'),
    source.kind === 'index' ? (source.url ?? '') : `${source.kind} ${describeSource(source) ?? ''}`,
    marker === null ? '' : `when ${marker}`,
  ];
  return `  ${line}: ${terminal(parts.filter((part) => part !== '').join(' · '))}`;
}

const foreignLine = ({ ecosystem, name, version, line }: ForeignPackage): string =>
  `  ${line}: ${terminal(`${name} ${version ?? '(no version)'} · ${ecosystem} package, not reviewed`)}`;

function optionLines(options: LockOptions): readonly string[] {
  const { lines: _lines, ...values } = options;
  return Object.entries(values).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? listOf(value) : String(value ?? '');
    return text === '' || text === 'false' ? [] : [`Option ${name}: ${terminal(text)}`];
  });
}
