import { HOLE } from './constants.js';

/** Stands in a path for every name of a directory: what walking or globbing it goes through. */
export const EVERY = `${HOLE}*`;

/** Environment variables that name a directory of the user, as the path that is meant. */
export const USER_DIRECTORIES: ReadonlyMap<string, string> = new Map([
  ['HOME', '~'],
  ['USERPROFILE', '~'],
  ['HOMEPATH', '~'],
  ['APPDATA', '~/AppData/Roaming'],
  ['LOCALAPPDATA', '~/AppData/Local'],
  ['XDG_CONFIG_HOME', '~/.config'],
  ['ONEDRIVE', '~/OneDrive'],
  ['SYSTEMDRIVE', 'C:'],
  ['WINDIR', 'C:/Windows'],
  ['SYSTEMROOT', 'C:/Windows'],
]);

const HOME = String.raw`(?:~|/root|(?:(?:[A-Z]:)?/Users|/home)(?:/(?:…|[\w.-]+))?)`;
const FOLDERS = 'Documents|Desktop|Downloads|Pictures|Videos|Movies|Music|OneDrive|Dropbox|My Documents';
const SYSTEM =
  '/(?:etc|usr|bin|sbin|lib|lib64|boot|var|opt|srv|mnt|media|Applications|Library|System)|[A-Z]:/(?:Windows(?:/System32)?|Program Files)';
/** The directory itself, or everything below it. */
const WHOLE = String.raw`(?:/\*+(?:/.*)?)?$`;

const BROAD: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['home', new RegExp(`^${HOME}${WHOLE}`, 'iu')],
  ['documents', new RegExp(`^${HOME}/(?:${FOLDERS})${WHOLE}`, 'iu')],
  ['system', new RegExp(`^(?:${SYSTEM})${WHOLE}`, 'iu')],
  ['drive', /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk)\w*$|^\/\/\.\/PhysicalDrive/iu],
  ['root', new RegExp(`^(?:[A-Z…]:)?${WHOLE}`, 'iu')],
];

/**
 * What is lost when a path is deleted that means a whole home directory, the user's documents, the system, a drive, or all of it:
 * `home: ~/*`. Null for anything narrower: programs delete files of their own every day.
 */
export function broadPlace(path: string): string | null {
  const slashed = spelledOut(path);
  if (slashed === '' || slashed.length > 300) return null;
  const bare = slashed.replace(/\/+$/u, '');
  const found = BROAD.find(([, pattern]) => pattern.test(bare));
  return found === undefined ? null : `${found[0]}: ${slashed.replaceAll(/\*+(?:\/[*…]+)*/gu, '*')}`;
}

/** A path with `/` alone, unknown parts as `…`, and the shells' names of the user's directories replaced. */
function spelledOut(path: string): string {
  const plain = path
    .trim()
    .replaceAll('\\', '/')
    .replaceAll(EVERY, '*')
    .replaceAll(HOLE, '…')
    .replaceAll(/\$\{?(?:env:)?(?<name>\w+)\}?|%(?<other>\w+)%/gu, (match, name?: string, other?: string) => {
      return USER_DIRECTORIES.get((name ?? other ?? '').toUpperCase()) ?? match;
    });
  return plain.startsWith('//./') ? plain : plain.replaceAll(/\/{2,}/gu, '/').replace(/^(?<drive>[A-Z]:\/)\1+/iu, '$1');
}
