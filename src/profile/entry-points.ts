import { parseIni } from './ini.js';

/** `name = module:object` in a group (entry points specification). */
export interface EntryPoint {
  readonly group: string;
  readonly name: string;
  /** Without extras and blanks: `demo.cli:main`. */
  readonly target: string;
}

/** Reads entry_points.txt. A name may hold a colon, so only `=` separates. */
export function parseEntryPoints(text: string): readonly EntryPoint[] {
  let group: string | null = null;
  const points: EntryPoint[] = [];
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const heading = /^\[(?<name>[^\]]*)\]$/u.exec(trimmed)?.groups?.['name'];
    const point = group === null ? null : entryPoint(group, trimmed);
    if (heading !== undefined) group = heading.trim();
    else if (point !== null) points.push(point);
  }
  return points;
}

/** Reads one `name = module:object [extra]`, or null. */
export function entryPoint(group: string, line: string): EntryPoint | null {
  const equals = line.indexOf('=');
  const name = line.slice(0, equals).trim();
  const target = line
    .slice(equals + 1)
    .replace(/\[[^\]]*\]\s*$/u, '')
    .replaceAll(/\s/gu, '');
  return equals <= 0 || name === '' || target === '' ? null : { group, name, target };
}

/** `[options.entry_points]` of setup.cfg: each group's points are the lines of one folded value. */
export function setupCfgEntryPoints(text: string): readonly EntryPoint[] {
  const groups = parseIni(text).get('options.entry_points') ?? new Map<string, string>();
  return [...groups].flatMap(([group, value]) => value.split('\n').flatMap((line) => entryPoint(group, line) ?? []));
}
