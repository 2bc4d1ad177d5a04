import { normalizeName } from '../../src/model/names.js';
import type { DistributionMetadata } from '../../src/model/profile.js';

/** Metadata of the demo package that names these addresses. */
export const metadataWith = (emails: readonly string[]): DistributionMetadata => ({
  name: normalizeName('demo'),
  version: null,
  summary: null,
  licenceExpression: null,
  licence: null,
  classifiers: [],
  emails,
  projectUrls: {},
  requiresPython: null,
  requiresDist: [],
  descriptionLength: 0,
});
