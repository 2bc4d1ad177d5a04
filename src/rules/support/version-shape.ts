import { isPrerelease, type Version } from '../../model/versions.js';
import type { TimedRelease } from './history.js';

/** What is odd about a version against the releases that came before it. */
export interface Oddity {
  /** `sentinel`: a number that nothing outbids; `epoch`: outbids every number; the rest are weak. */
  readonly kind: 'sentinel' | 'epoch' | 'jump' | 'placeholder' | 'post-release';
  /** A clause that begins with what is odd; `before` lists the last versions before it. */
  readonly text: (before: string) => string;
}

interface Shape {
  readonly epoch: number;
  readonly release: readonly number[];
  readonly isPost: boolean;
}

const FORM = /^(?:(?<epoch>\d+)!)?(?<release>\d+(?:\.\d+)*)(?<rest>.*)$/u;

function shapeOf(version: Version): Shape {
  const { epoch = '0', release = '0', rest = '' } = FORM.exec(version)?.groups ?? {};
  return { epoch: Number(epoch), release: release.split('.').map(Number), isPost: rest.includes('.post') };
}

/** 99, 999, 100, 1000, 9999 and the like: chosen to be higher than anything. */
const SENTINEL_MAJOR = 99;
const JUMP = 20;

/** The oddest thing about a version; null for one that follows. `before` holds the releases made earlier, oldest first. */
export function versionOddity({ version, at }: TimedRelease, before: readonly TimedRelease[]): Oddity | null {
  const shape = shapeOf(version);
  const shapes = before.map((release) => shapeOf(release.version));
  if (shape.epoch > 0 && shapes.every(({ epoch }) => epoch < shape.epoch))
    return {
      kind: 'epoch',
      text: (last) =>
        `its epoch (${shape.epoch}!) puts it above every version without one${last === '' ? '' : `; before came ${last}`}`,
    };

  const major = shape.release[0] ?? 0;
  const highest = Math.max(
    -1,
    ...shapes.filter(({ epoch }) => epoch === shape.epoch).map(({ release }) => release[0] ?? 0),
  );
  const jump = isCalendar(major, at) ? null : jumpOf(major, highest, shape);
  if (jump !== null) return jump;
  if (before.length === 0 && shape.release.every((part) => part === 0) && !isPrerelease(version))
    return { kind: 'placeholder', text: () => 'the first release of its project has a version that is all zeros' };
  // A first release, or one of a handful, shows no pattern that a post-release could break.
  return shape.isPost && shapes.length >= 5 && shapes.every(({ isPost }) => !isPost)
    ? { kind: 'post-release', text: (last) => `the project never made a post-release before; before came ${last}` }
    : null;
}

function jumpOf(major: number, highest: number, { release }: Shape): Oddity | null {
  if (major >= SENTINEL_MAJOR && major > 3 * (highest + 1))
    return {
      kind: 'sentinel',
      text: (last) =>
        last === ''
          ? 'its project begins with a version that nothing outbids'
          : `the version that nothing outbids comes after ${last}`,
    };
  // 0.99 is on its way to 1.0; 1.999.0 leaves no room.
  if (highest === -1 || major < highest + JUMP) return null;
  return { kind: 'jump', text: (last) => `it goes to ${release.join('.')} after ${last}` };
}

/** Calendar versions: 2026.1, 20260115, 26.1, 202601, 2601, within a year of the upload; a serial of a date is one too. */
function isCalendar(major: number, at: number): boolean {
  const year = new Date(at).getUTCFullYear();
  const near = (candidate: number): boolean => Math.abs(candidate - year) <= 1;
  const digits = String(major);
  if (near(major) || (digits.length === 2 && near(2000 + major))) return true;
  if (digits.length === 4) return near(2000 + Number(digits.slice(0, 2)));
  if (digits.length === 6) return near(Number(digits.slice(0, 4))) || near(2000 + Number(digits.slice(0, 2)));
  return digits.length >= 8 && digits.length <= 14 && near(Number(digits.slice(0, 4)));
}
