import type { NormalizedName } from '../../model/names.js';
import { ownersOfModule, ownersOfPopularCommand, type PopularProjects } from '../../model/popular.js';
import { type Resemblance, resemblanceOf } from '../../model/resemblance.js';

/** A widely used project that a name can be taken for. */
export interface LookAlike {
  readonly target: NormalizedName;
  readonly rank: number;
  readonly how: Resemblance;
}

/** The project whose module or command has that name, else the most used one that the name resembles. */
export function closestProject(name: NormalizedName, popular: PopularProjects): LookAlike | null {
  const { rankOf } = popular;
  const namesake = namesakeOf(name, popular);
  if (namesake !== null) return namesake;
  for (const [target, rank] of rankOf) {
    const how = resemblanceOf(name, target);
    if (how !== null) return { target, rank, how };
  }
  return null;
}

/** `pip install sklearn`, `huggingface-cli`: people install what they import or type. */
function namesakeOf(name: NormalizedName, popular: PopularProjects): LookAlike | null {
  const module = ownersOfModule(name.replaceAll('-', '_'), popular);
  const owners = [
    ...module.map((target) => ({ target, how: 'by the name of its module' })),
    ...ownersOfPopularCommand(name, popular).map((target) => ({ target, how: 'by the name of its command' })),
  ];
  const [first] = owners.flatMap(({ target, how }) => {
    const rank = popular.rankOf.get(target);
    return rank === undefined || target === name ? [] : [{ target, rank, how }];
  });
  return first ?? null;
}
