import type { RepositoryFacts } from '../../model/repository.js';

/** From so many of the last five releases on, a project tags its releases. */
const HABIT = 3;

/** Whether the repository lacks a tag for the release and has one for most of those before. */
export const isUntagged = ({ tags }: RepositoryFacts): boolean =>
  tags !== null && tags.tag === null && tags.earlierTagged >= HABIT;
