import { sniffFormat } from '../lockfiles/read.js';
import { manifestKind } from '../manifests/read.js';
import type { Repository, TreeEntry } from '../ports.js';
import { type DetectOptions, excluder, pathJudge } from './detect.js';
import { listSides } from './sides.js';

/** What became of one file of a commit, and why. */
export interface Detection {
  readonly path: string;
  readonly role: 'lockfile' | 'manifest' | 'left-out';
  /** Id of the format, or kind of the manifest; null where content of an unknown name was not looked into. */
  readonly format: string | null;
  /** A clause for people. */
  readonly reason: string;
}

export interface DetectionAnswer {
  readonly detections: readonly Detection[];
  /** What could not be listed. */
  readonly problems: readonly string[];
}

/** Every file of the head that is, or by its name could be, a lockfile or manifest. Candidates are fetched and looked into. */
export async function explainDetection(repository: Repository, options: DetectOptions): Promise<DetectionAnswer> {
  const { head } = await listSides(repository);
  const judge = pathJudge(options);
  const excludedBy = excluder(options);
  const detections = await Promise.all(
    [...head.files.values()].map(async (entry): Promise<Detection | null> => {
      const { path } = entry;
      const verdict = judge(path);
      const manifest = manifestKind(path);
      if (verdict.kind === 'lockfile')
        return {
          path,
          role: 'lockfile',
          format: verdict.format ?? (await formatOf(entry, repository)),
          reason: verdict.reason,
        };
      if (verdict.kind === 'candidate') return lookInto(entry, repository);
      if (manifest !== null && excludedBy(path) === null)
        return { path, role: 'manifest', format: manifest, reason: 'its name is that of a manifest' };
      const worthTelling = verdict.kind === 'excluded' || verdict.format !== null;
      return worthTelling ? { path, role: 'left-out', format: verdict.format, reason: verdict.reason } : null;
    }),
  );
  return {
    detections: detections.filter((detection) => detection !== null).toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    problems: head.gaps.map(({ message }) => message),
  };
}

async function lookInto(entry: TreeEntry, repository: Repository): Promise<Detection> {
  const format = await formatOf(entry, repository);
  const reason = format === null ? 'its content is of no lock that is known here' : `its content is that of ${format}`;
  return { path: entry.path, role: format === null ? 'left-out' : 'lockfile', format, reason };
}

async function formatOf(entry: TreeEntry, repository: Repository): Promise<string | null> {
  const blob = entry.type === 'file' ? await repository.blob(entry) : null;
  return blob?.kind === 'found' ? sniffFormat(blob.value, entry.path) : null;
}
