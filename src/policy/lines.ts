/**
 * Lines of the keys of a TOML text, by path (`allow.0.package`). smol-toml gives values without places, and an error without a
 * line sends its reader searching. Knows table headers and keys at the start of a line; what it does not find has its parent's line.
 */
export function keyLines(text: string): (path: readonly (string | number)[]) => number | null {
  const lines = collect(text);
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const line = lines.get(path.slice(0, length).join('.'));
      if (line !== undefined) return line;
    }
    return null;
  };
}

const HEADER = /^\s*(?<open>\[\[?)\s*(?<name>[^\]]+?)\s*\]/u;
const KEY = /^\s*(?<key>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=/u;

function collect(text: string): ReadonlyMap<string, number> {
  const lines = new Map<string, number>();
  const counts = new Map<string, number>();
  let prefix = '';
  for (const [index, source] of text.split('\n').entries()) {
    const header = HEADER.exec(source)?.groups;
    const key = KEY.exec(source)?.groups?.['key'];
    if (header?.['name'] !== undefined) {
      const name = plain(header['name']);
      prefix = header['open'] === '[[' ? `${name}.${next(counts, name)}` : name;
      remember(lines, prefix, index + 1);
    } else if (key !== undefined) {
      remember(lines, prefix === '' ? plain(key) : `${prefix}.${plain(key)}`, index + 1);
    }
  }
  return lines;
}

function remember(lines: Map<string, number>, path: string, line: number): void {
  if (!lines.has(path)) lines.set(path, line);
}

function next(counts: Map<string, number>, name: string): number {
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count;
}

const plain = (key: string): string => key.replaceAll(/["'\s]/gu, '');
