/** Section → key → value of an INI file as Python's configparser reads it; keys keep their case, folded values their lines. */
export type Ini = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Reads `[section]`, `key = value` and folded values; comments and lines that are neither are skipped. */
export function parseIni(text: string): Ini {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let key: string | null = null;
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const trimmed = line.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith(';')) continue;
    const heading = /^\[(?<name>[^\]]*)\]/u.exec(trimmed)?.groups?.['name'];
    if (heading !== undefined) {
      section = sections.get(heading.trim()) ?? new Map<string, string>();
      sections.set(heading.trim(), section);
      key = null;
    } else if (key !== null && /^[ \t]/u.test(line)) section.set(key, `${section.get(key) ?? ''}\n${trimmed}`);
    else key = addPair(section, trimmed);
  }
  return sections;
}

function addPair(section: Map<string, string>, line: string): string | null {
  const equals = line.search(/[=:]/u);
  if (equals <= 0) return null;
  const key = line.slice(0, equals).trim();
  section.set(key, line.slice(equals + 1).trim());
  return key;
}
