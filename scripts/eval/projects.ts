import { readFileSync } from 'node:fs';
import { isProjectName, type NormalizedName, normalizeName } from '../../src/model/names.js';

/** One project of the committed list. */
export interface Listed {
  readonly name: NormalizedName;
  readonly group: string;
}

const LIST = new URL('./projects.txt', import.meta.url);

/** Every project that is evaluated, in the order of the list. */
export const listedProjects = (): readonly Listed[] => parseProjects(readFileSync(LIST, 'utf8'));

/** Reads `[group]` headings and blank-separated names; `#` begins a comment line. Throws for a name outside a group or twice in the list. */
export function parseProjects(text: string): readonly Listed[] {
  const projects = new Map<NormalizedName, Listed>();
  let group: string | null = null;
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue;
    const heading = /^\[(?<group>[a-z-]+)\]$/u.exec(line)?.groups?.['group'];
    group = heading ?? group;
    if (heading !== undefined) continue;
    for (const word of line.split(/\s+/u).filter(Boolean)) {
      const name = normalizeName(word);
      if (group === null) throw new Error(`"${word}" stands before the first [group].`);
      if (!isProjectName(word) || name !== word) throw new Error(`"${word}" is not a normalised project name.`);
      if (projects.has(name)) throw new Error(`"${word}" stands twice, in ${projects.get(name)?.group} and ${group}.`);
      projects.set(name, { name, group });
    }
  }
  return [...projects.values()];
}
