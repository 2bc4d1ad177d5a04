import { createGrammar } from '../../../src/host/grammar.js';
import { createMemoryCache } from '../../../src/host/memory-cache.js';
import { readLockfile } from '../../../src/lockfiles/read.js';
import { hashHex } from '../../../src/model/hashes.js';
import type { LockedArtifact, LockedPackage } from '../../../src/model/lockfile.js';
import type { Report } from '../../../src/model/report.js';
import { review } from '../../../src/review.js';
import {
  createIndexServer,
  type IndexServer,
  type ServedFile,
  type ServedProject,
} from '../../support/index-server.js';
import { silent, testHttp } from '../../support/network.js';
import { createOsvServer } from '../../support/osv-server.js';
import { memoryRepository, type SideFiles } from '../../support/repository.js';

/** When the reviews take place: months after the locks were written. */
export const NOW = Date.UTC(2026, 10, 1);

export const POLICY_PATH = '.github/lockgate.toml';

export interface ReviewedLocks {
  readonly base: SideFiles;
  readonly head: SideFiles;
  /** What the index lists. */
  readonly projects: readonly ServedProject[];
}

/** The whole review of two commits, with an index that lists these projects; nothing else of a network is there. */
export const reviewLocks = ({ projects, ...sides }: ReviewedLocks): Promise<Report> => reviewOn(projects, () => sides);

/** The same where the two commits name the index. */
export async function reviewOn(
  projects: readonly ServedProject[],
  sidesOf: (index: IndexServer) => Omit<ReviewedLocks, 'projects'>,
): Promise<Report> {
  const [index, osv] = [await createIndexServer({ projects }), await createOsvServer({ records: [] })];
  try {
    return await review(
      {
        configPath: POLICY_PATH,
        lockfileGlobs: [],
        overrides: { failOn: null, audit: null },
        pypiUrl: index.url,
        osvUrl: osv.url,
        contents: { read: true },
        shard: null,
        toolVersion: '0.0.0',
      },
      {
        repository: memoryRepository(sidesOf(index)),
        http: () => testHttp([index.host, osv.host]),
        cache: createMemoryCache(),
        clock: { now: () => NOW },
        log: silent,
        grammar: createGrammar(),
        threads: null,
        sourceHost: null,
        dns: { exists: async () => ({ kind: 'unavailable', reason: 'no name server is asked here' }) },
        secret: () => null,
      },
    );
  } finally {
    await Promise.all([index.close(), osv.close()]);
  }
}

/** An index that lists exactly what a lockfile records; `extra` files come on top. */
export function publishedBy(
  text: string,
  path: string,
  extra: Readonly<Record<string, readonly ServedFile[]>> = {},
): readonly ServedProject[] {
  const { packages } = readLockfile(new TextEncoder().encode(text), path);
  return packages
    .filter(({ source }) => source.kind === 'index')
    .map((entry) => ({ name: entry.name, files: [...servedFiles(entry), ...(extra[entry.name] ?? [])] }));
}

const servedFiles = (entry: LockedPackage): readonly ServedFile[] =>
  entry.artifacts.flatMap((artifact, at) => artifact.hashes.map((hash) => served(entry, artifact, hashHex(hash), at)));

/** Formats without file names or URLs get made-up ones: a build tag tells the wheels of one release apart. */
function served(entry: LockedPackage, artifact: LockedArtifact, sha256: string, at: number): ServedFile {
  const stem = entry.name.replaceAll('-', '_');
  const filename = artifact.filename ?? `${stem}-${entry.version}-${at + 1}-py3-none-any.whl`;
  return {
    filename,
    bytes: new Uint8Array(),
    sha256,
    url: artifact.url ?? `https://files.pythonhosted.org/packages/00/${filename}`,
    uploadTime: artifact.uploadTime ?? '2026-01-01T00:00:00Z',
    ...(artifact.size === null ? {} : { size: artifact.size }),
  };
}
