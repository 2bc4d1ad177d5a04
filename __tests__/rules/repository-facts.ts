import { normalizeName } from '../../src/model/names.js';
import type { ContentMatch, DifferingFile, RepositoryFacts, RepositoryState } from '../../src/model/repository.js';

export const state = (overrides: Partial<RepositoryState> = {}): RepositoryState => ({
  fullName: 'octo/demo',
  archived: false,
  disabled: false,
  forkOf: null,
  stars: 12,
  createdAt: Date.UTC(2020, 0, 1),
  pushedAt: Date.UTC(2026, 4, 1),
  defaultBranch: 'main',
  ownerSince: null,
  ...overrides,
});

/** A repository that is where it was, of which nothing else was asked. */
export const repository = (overrides: Partial<RepositoryFacts> = {}): RepositoryFacts => ({
  asked: { host: 'github.com', owner: 'octo', name: 'demo' },
  state: state(),
  tags: null,
  packaging: null,
  content: null,
  commit: null,
  ...overrides,
});

export const names = (project: string) => ({ path: 'pyproject.toml', names: normalizeName(project) });

export const differs = (path: string, overrides: Partial<DifferingFile> = {}): DifferingFile => ({
  path,
  artifact: 'demo-1.0-py3-none-any.whl',
  kind: 'changed',
  generated: false,
  baselineEqual: false,
  ...overrides,
});

/** Twenty files held against tag v1.0; all equal but those. */
export const content = (differing: readonly DifferingFile[], overrides: Partial<ContentMatch> = {}): ContentMatch => ({
  tag: 'v1.0',
  files: 20,
  equal: 20 - differing.length,
  differing,
  ...overrides,
});
