import type { DependencyChange } from '../../src/model/change.js';
import type { CoreMetadata } from '../../src/model/metadata.js';
import { DAY } from '../../src/model/policy.js';
import type { DistributionMetadata } from '../../src/model/profile.js';
import type { Project } from '../../src/model/release.js';
import { project, releaseFile, version } from '../support/model.js';
import { added, changed } from './facts.js';
import { NOW } from './harness.js';

export const MINUTE = 60_000;

/** A project whose releases came so long before the tests take place: days, or milliseconds as `{ ms }`. */
export const released = (
  ages: Readonly<Record<string, number | { readonly ms: number }>>,
  overrides: Partial<Project> = {},
): Project =>
  project(
    Object.entries(ages).map(([text, age]) =>
      releaseFile({
        filename: `demo-${text}-py3-none-any.whl`,
        version: version(text),
        uploadedAt: NOW - (typeof age === 'number' ? age * DAY : age.ms),
      }),
    ),
    overrides,
  );

/** An update of demo between two versions. */
export const update = (from: string, to: string): DependencyChange =>
  changed({ version: version(from) }, { version: version(to), artifacts: [] });

/** Demo, newly added in a version. */
export const addition = (to: string): DependencyChange => added({ version: version(to), artifacts: [] });

/** Metadata of an ordinary release of demo. */
export const coreMetadata = (overrides: Partial<CoreMetadata> = {}): DistributionMetadata => ({
  name: added().name,
  version: version('1.0'),
  summary: 'Counts things',
  licenceExpression: 'MIT',
  licence: null,
  classifiers: [],
  emails: ['ada@demo.invalid.example.dev'],
  projectUrls: { Homepage: 'https://demo.invalid/' },
  requiresPython: null,
  requiresDist: [],
  descriptionLength: 400,
  ...overrides,
});
