import type { DependencyChange } from '../model/change.js';
import type { ReadArtifact } from '../model/evidence.js';
import { type Fetched, found } from '../model/fetched.js';
import type { Gap } from '../model/gap.js';
import { type Hash, hashAlgorithm, hashHex } from '../model/hashes.js';
import type { LockedPackage } from '../model/lockfile.js';
import type { Attestation, FileProvenance, ProvenanceChange, Standing } from '../model/provenance.js';
import { purlOf } from '../model/purl.js';
import type { Project, Release, ReleaseFile } from '../model/release.js';
import { selectableFiles } from '../model/selectable.js';
import type { AttestationVerifier } from '../registry/attestation-verify.js';
import type { AttestationBundle, AttestationClient } from '../registry/attestations.js';
import { chooseBaseline } from './baseline.js';
import { byWeight } from './distributions.js';
import type { IndexRoute } from './routes.js';

export interface ProvenanceTools {
  readonly attestations: AttestationClient;
  /** Left out: attestations are told, and none counts as verified. */
  readonly verifyAttestation?: () => Promise<AttestationVerifier>;
}

export interface ProvenanceEvidence {
  /** null: the index offers attestations neither of this release nor of the one before. */
  readonly provenance: Fetched<ProvenanceChange> | null;
  /** Attestations that the index lists and that could not be had. */
  readonly gaps: readonly Gap[];
}

export const NO_PROVENANCE: ProvenanceEvidence = { provenance: null, gaps: [] };

/**
 * Which files have attestations stands on the project's page; whose they are takes one request a file. The files that came together were as a
 * rule uploaded by one run of one workflow, so one file of each such group is read, of the head and of the baseline.
 */
const HEAD_FILES = 3;
const BASELINE_FILES = 1;

/** Matrix builds that upload from each of their jobs take minutes, not hours. */
const TOGETHER = 15 * 60_000;

export async function gatherProvenance(
  change: DependencyChange,
  project: Project,
  release: Release,
  artifacts: readonly ReadArtifact[],
  route: IndexRoute,
  tools: ProvenanceTools,
): Promise<ProvenanceEvidence> {
  const base = chooseBaseline(change, project, release).release;
  const files = [...new Set(entriesOf(change).flatMap((entry) => selectableFiles(entry, release)))];
  const attested = files.filter(isAttested);
  const before = base?.files.filter(isAttested) ?? [];
  if (attested.length === 0 && before.length === 0) return NO_PROVENANCE;

  const ours = new Map(artifacts.map(({ filename, sha256 }) => [filename, sha256]));
  const read = { route, tools, ours };
  const head = await readFiles(attested, telling(attested, HEAD_FILES), read);
  const baseline = base === null ? null : await readFiles(before, telling(before, BASELINE_FILES), read);
  const subject = purlOf(change.name, release.version);
  return {
    provenance: found({
      head: { version: release.version, files: head.files },
      baseline: base === null || baseline === null ? null : { version: base.version, files: baseline.files },
    }),
    gaps: [...new Set([...head.reasons, ...(baseline?.reasons ?? [])])].map((reason) => ({
      stage: 'index',
      subject,
      message: `${reason}. Who attested it is not known.`,
    })),
  };
}

/** A release that is inspected by itself stands in no lockfile. */
const entriesOf = ({ occurrences, to }: DependencyChange): readonly LockedPackage[] =>
  occurrences.length > 0 || to === null ? occurrences.map(({ entry }) => entry) : [to];

const isAttested = ({ provenance }: ReleaseFile): boolean => provenance !== null;

/** The last file of each group, newest group first: whoever adds to a release of others comes after them. */
function telling(files: readonly ReleaseFile[], most: number): ReadonlySet<ReleaseFile> {
  const ordered = byWeight(files).toSorted((a, b) => (b.uploadedAt ?? 0) - (a.uploadedAt ?? 0));
  const last = ordered.filter(({ uploadedAt }, at) => {
    const after = ordered[at - 1]?.uploadedAt ?? null;
    return uploadedAt === null || after === null || after - uploadedAt > TOGETHER;
  });
  return new Set(last.slice(0, most));
}

interface Reading {
  readonly route: IndexRoute;
  readonly tools: ProvenanceTools;
  /** sha256 of the bytes that we received, by file name. */
  readonly ours: ReadonlyMap<string, Hash | null>;
}

interface ReadFiles {
  readonly files: readonly FileProvenance[];
  readonly reasons: readonly string[];
}

async function readFiles(
  files: readonly ReleaseFile[],
  wanted: ReadonlySet<ReleaseFile>,
  reading: Reading,
): Promise<ReadFiles> {
  const answers = await Promise.all(
    files.map(async (file) => ({ file, answer: wanted.has(file) ? await readFile(file, reading) : null })),
  );
  return {
    files: answers.map(({ file: { filename }, answer }) => ({
      filename,
      attestations: Array.isArray(answer) ? answer : null,
    })),
    reasons: [...new Set(answers.flatMap(({ answer }) => (typeof answer === 'string' ? [answer] : [])))],
  };
}

/** The attestations, a reason why they are missing, or null where the index keeps them elsewhere. */
async function readFile(
  file: ReleaseFile,
  { route, tools, ours }: Reading,
): Promise<readonly Attestation[] | string | null> {
  const bundles = await tools.attestations.bundles(file, route);
  if (bundles.kind === 'absent') return null;
  if (bundles.kind === 'unavailable') return bundles.reason;
  const verify = await tools.verifyAttestation?.();
  const sha256 = digestOf(file, ours.get(file.filename) ?? null);
  return bundles.value.flatMap((bundle) => attestationsOf(bundle, file, sha256, verify ?? null));
}

/** Ours where we have the whole file; else what the index publishes, which is held against the lockfile's. */
function digestOf({ hashes }: ReleaseFile, ours: Hash | null): string | null {
  const hash = ours ?? hashes.find((candidate) => hashAlgorithm(candidate) === 'sha256') ?? null;
  return hash === null ? null : hashHex(hash);
}

const attestationsOf = (
  { publisher, statements }: AttestationBundle,
  { filename }: ReleaseFile,
  sha256: string | null,
  verify: AttestationVerifier | null,
): readonly Attestation[] =>
  statements.map((statement): Attestation => {
    const standing: Standing =
      verify === null || sha256 === null
        ? { kind: 'claimed', reason: 'it could not be verified here' }
        : verify(statement, publisher, { filename, sha256 });
    return { publisher, standing };
  });
