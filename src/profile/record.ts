import { anomaly, limitAnomalies, quoted } from '../artifacts/anomalies.js';
import type { Member } from '../artifacts/archive.js';
import { normalizePath } from '../artifacts/paths.js';
import type { ArchiveAnomaly } from '../model/profile.js';
import { textOf } from './text.js';

/**
 * Holds a wheel's members against its RECORD (binary distribution format specification). uv and PyPI refuse what disagrees since
 * 2025 and 2026; pip installs it.
 */
export function recordAnomalies(members: readonly Member[], infoFolder: string | null): readonly ArchiveAnomaly[] {
  const record = members.find(({ path }) => path === `${infoFolder}/RECORD`);
  if (infoFolder === null || record?.bytes === undefined || record.bytes === null) return [];
  const rows = parseRecord(textOf(record.bytes));
  const exempt = new Set(['RECORD', 'RECORD.jws', 'RECORD.p7s'].map((name) => `${infoFolder}/${name}`));
  const listed = members.filter(({ path }) => !exempt.has(path));
  const paths = new Set(members.map(({ path }) => path));
  return limitAnomalies([
    ...listed.flatMap((member) => memberAnomaly(member, rows)),
    ...[...rows.keys()]
      .filter((path) => !paths.has(path))
      .map((path) => mismatch(path, 'is listed in RECORD and not in the wheel')),
  ]);
}

function memberAnomaly({ path, sha256 }: Member, rows: ReadonlyMap<string, string | null>): readonly ArchiveAnomaly[] {
  const claimed = rows.get(path);
  if (claimed === undefined) return [mismatch(path, 'is in the wheel and not in its RECORD')];
  return claimed === null || sha256 === null || claimed === sha256
    ? []
    : [mismatch(path, 'is not what RECORD’s hash says')];
}

const mismatch = (path: string, what: string): ArchiveAnomaly =>
  anomaly('record-mismatch', `${quoted(path)} ${what}.`, path);

/** Path → SHA-256 as hex; null where RECORD gives another hash or none. */
function parseRecord(text: string): ReadonlyMap<string, string | null> {
  const rows = new Map<string, string | null>();
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const match = ROW.exec(line)?.groups;
    if (match === undefined) continue;
    const path = (match['quoted']?.replaceAll('""', '"') ?? match['plain'] ?? '').replaceAll('\\', '/');
    if (path.endsWith('/')) continue;
    const hash = /^sha256=(?<digest>[\w-]{43})=?$/u.exec(match['hash'] ?? '')?.groups?.['digest'];
    rows.set(normalizePath(path), hash === undefined ? null : Buffer.from(hash, 'base64url').toString('hex'));
  }
  return rows;
}

const ROW = /^(?:"(?<quoted>(?:[^"]|"")*)"|(?<plain>[^,]+)),(?<hash>[^,]*),[^,]*$/u;
