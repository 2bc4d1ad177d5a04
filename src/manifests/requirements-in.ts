import { requirements } from '../lockfiles/requirements.js';
import { comparable, type Wishes } from './wishes.js';

/** requirements.in, the input of pip-compile and `uv pip compile`: pip's grammar without pins. */
export function requirementsInWishes(text: string): Wishes {
  const { packages, includes, problems } = requirements.parse(text, 'requirements.in');
  return {
    dependencies: packages.map(({ name, version, specifier = '', source, extras, marker }) => ({
      ecosystem: 'pypi',
      name,
      wanted: comparable([version, specifier.split(',').toSorted(), source, extras, marker]),
      group: '',
    })),
    complete: includes.length === 0 && problems.length === 0,
  };
}
