import type { ReleaseFile } from '../model/release.js';
import { hostOf } from '../model/urls.js';
import { PYPI_FILE_HOST } from './routes.js';

/** Since this day PyPI refuses a wheel whose RECORD does not match its content, so RECORD's hashes may stand for ours. */
const RECORD_ENFORCED_SINCE = Date.UTC(2026, 1, 1);

/**
 * Whether the hashes in the wheel's RECORD were checked at upload. Only PyPI's own file store answers for that: a mirror may hold
 * files that never passed it, and elsewhere they are claims of whoever made the file.
 */
export const isRecordEnforced = (file: ReleaseFile): boolean =>
  hostOf(file.url) === PYPI_FILE_HOST &&
  file.kind === 'wheel' &&
  file.uploadedAt !== null &&
  file.uploadedAt >= RECORD_ENFORCED_SINCE;

/** Path → hex sha256 as RECORD lists them (binary distribution format: `path,sha256=<urlsafe base64>,size`). */
export function parseRecord(text: string): ReadonlyMap<string, string> {
  const rows = text.split(/\r?\n/u).map((row) => RECORD_ROW.exec(row)?.groups);
  return new Map(
    rows.flatMap((row) => {
      const { quoted, plain, digest } = row ?? {};
      const path = quoted === undefined ? plain : quoted.replaceAll('""', '"');
      return path === undefined || digest === undefined
        ? []
        : [[path, Buffer.from(digest, 'base64url').toString('hex')]];
    }),
  );
}

const RECORD_ROW = /^(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,"]*)),sha256=(?<digest>[\w-]{43}),\d*$/u;
