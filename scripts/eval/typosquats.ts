import { readFileSync } from 'node:fs';
import { isProjectName, type NormalizedName, normalizeName } from '../../src/model/names.js';
import type { PopularProjects } from '../../src/model/popular.js';
import { closestProject } from '../../src/rules/support/look-alikes.js';

/** A name that was published to be taken for another. */
export interface Typosquat {
  readonly name: NormalizedName;
  readonly target: NormalizedName;
  /** The kind of likeness, as the list has it. */
  readonly kind: string;
}

const LIST = new URL('./typosquats.txt', import.meta.url);

export const listedTyposquats = (): readonly Typosquat[] => parseTyposquats(readFileSync(LIST, 'utf8'));

/** Reads `[kind]` headings and blank-separated `name=target`; `#` begins a comment line. Throws for anything else. */
export function parseTyposquats(text: string): readonly Typosquat[] {
  const found: Typosquat[] = [];
  let kind: string | null = null;
  for (const line of text.split('\n').filter((each) => !each.startsWith('#'))) {
    const heading = /^\[(?<kind>[a-z-]+)\]$/u.exec(line)?.groups?.['kind'];
    if (heading !== undefined) kind = heading;
    else
      found.push(
        ...line
          .split(/\s+/u)
          .filter(Boolean)
          .map((word) => parsePair(word, kind)),
      );
  }
  return found;
}

function parsePair(word: string, kind: string | null): Typosquat {
  const [name = '', target = '', ...more] = word.split('=');
  if (kind === null) throw new Error(`"${word}" stands before the first [kind].`);
  if (more.length > 0 || !isProjectName(name) || !isProjectName(target))
    throw new Error(`"${word}" is not of the form name=target.`);
  return { name: normalizeName(name), target: normalizeName(target), kind };
}

/** How a listed name is recognised: as its target's, as that of another widely used project, or not at all. */
export interface Recognition extends Typosquat {
  readonly as: 'target' | 'other' | 'none';
  /** The project that it reads like, and how; null for none. */
  readonly like: string | null;
}

/** By the same likeness as the rule `typosquat`, without what that asks of the index. */
export function recognise(squat: Typosquat, popular: PopularProjects): Recognition {
  const found = closestProject(squat.name, popular);
  if (found === null) return { ...squat, as: 'none', like: null };
  return { ...squat, as: found.target === squat.target ? 'target' : 'other', like: `${found.target} ${found.how}` };
}
