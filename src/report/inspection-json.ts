import type { Inspection } from '../model/inspection.js';
import { findingShape } from './json-shapes.js';

/** A scan or a comparison as `schema/scan.schema.json` and `schema/compare.schema.json` describe it. */
export function inspectionJson({ artifact, verdict, findings, profiles, delta, gaps, seconds }: Inspection) {
  const [first, ...others] = profiles;
  return {
    artifact,
    verdict: verdict.outcome,
    complete: verdict.complete,
    findings: findings.map(findingShape),
    // A release of several distributions has a delta; one distribution alone has a profile.
    profile: first !== undefined && others.length === 0 ? first : null,
    // Held against nothing, a delta would only repeat the profile.
    delta: delta === null || delta.baseline.kind === 'none' ? null : delta,
    gaps,
    seconds,
  };
}
