import type { Act } from '../model/profile.js';
import { printable } from '../model/text.js';
import { broadPlace } from './broad.js';
import { commandTitle, readCommand } from './commands.js';
import { HOLE } from './constants.js';
import { installTarget } from './installs.js';
import { startPlacesWritten } from './startplaces.js';

/** What a command does beyond starting a program. */
export interface CommandAct {
  readonly act: Act;
  readonly target: string | null;
}

const MAX_COMMAND = 8000;

/** Acts that the text of a command gives away. */
export function commandActs(command: string): readonly CommandAct[] {
  const text = command.slice(0, MAX_COMMAND).replaceAll('^', '');
  return [
    ...(readCommand(command).installs ? [{ act: 'install-package' as const, target: installTarget(text) }] : []),
    ...deleted(text).map((target) => ({ act: 'delete-files' as const, target: printable(target, 100) })),
    ...startPlacesWritten(text).map((path) => ({
      act: 'write-file' as const,
      target: printable(path.replaceAll(HOLE, '…'), 120),
    })),
    ...(PROBES.test(text) ? [{ act: 'probe' as const, target: `machine: ${shown(text)}` }] : []),
  ];
}

const shown = (text: string): string => printable(commandTitle(text) ?? 'a command', 80);

/** Tools that tell what a machine is made of, asked for what gives a virtual one away. */
const PROBES =
  /\bsystemd-detect-virt\b|\bdmidecode\b|\bwmic(?:\.exe)?\s+(?:bios|computersystem|baseboard|diskdrive|csproduct)\b|Win32_(?:ComputerSystem|BIOS|BaseBoard|DiskDrive|Fan|VideoController)\b|\bMSAcpi_ThermalZone|\bvirt-what\b/iu;

/** Commands that ruin whatever they are given: drives, shadow copies, the means of recovery. */
const RUINOUS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['drive', /\bdd\s[^|;&\n]*\bof=\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk)\w*/iu],
  ['drive', /\bmkfs(?:\.\w+)?\s[^|;&\n]*\/dev\/\w+/iu],
  ['drive', /\b(?:wipefs|blkdiscard|badblocks\s+-w|shred)\s[^|;&\n]*\/dev\/\w+/iu],
  ['drive', />\s*\/dev\/(?:sd|hd|vd|nvme)\w*/iu],
  ['drive', /(?:^|[;&|\n]\s*|\/c\s+["']?|\\)format(?:\.com|\.exe)?\s+[A-Z]:(?:[\s"'\\/]|$)/iu],
  ['drive', /\bcipher(?:\.exe)?\s+\/w\b|\bClear-Disk\b|\bFormat-Volume\b/iu],
  ['shadow copies', /\bvssadmin(?:\.exe)?\s+(?:delete|resize)\s+shadow/iu],
  ['shadow copies', /\bwmic(?:\.exe)?\s+shadowcopy\s+delete|Win32_ShadowCopy[^\n]*\.Delete/iu],
  ['backups', /\bwbadmin(?:\.exe)?\s+delete\b/iu],
  ['recovery', /\bbcdedit(?:\.exe)?\s[^\n]*recoveryenabled\s+no/iu],
  ['processes', /:\(\)\s*\{\s*:\s*\|\s*:\s*&\s*\}\s*;\s*:/u],
];

/** Deleting commands whose arguments decide what is lost. */
const DELETING: readonly RegExp[] = [
  /\brm\s+(?=(?:[^;|&\n]*\s)?-(?:\w*[rR]|-recursive))(?<rest>[^;|&\n]*)/gu,
  /\bfind\s+(?<rest>[^\s;|&]+)[^;|&\n]*\s(?:-delete\b|-exec\s+(?:rm|shred)\b)/gu,
  /\bshred\s(?<rest>[^;|&\n]*)/gu,
  /(?:^|[\s;&|"'/\\])(?:del|erase|rd|rmdir)(?:\.exe)?\s+(?=[^;|&\n]*\/s\b)(?<rest>[^;|&\n]*)/giu,
  /\b(?:Remove-Item|ri)\s+(?=[^;|&\n]*-r)(?<rest>[^;|&\n]*)/giu,
];

/** What a command destroys: `home: ~`, `drive: dd if=/dev/zero of=/dev/sda`. */
function deleted(text: string): readonly string[] {
  const ruined = RUINOUS.filter(([, pattern]) => pattern.test(text)).map(([what]) => `${what}: ${shown(text)}`);
  const places = DELETING.flatMap((pattern) => Array.from(text.matchAll(pattern), (match) => match.groups?.['rest']))
    .flatMap((rest) => (rest ?? '').split(/[\s"']+/u))
    .flatMap((word) => (/^(?:[/~$%]|[A-Z]:)/iu.test(word) && !/^\/\w$/u.test(word) ? (broadPlace(word) ?? []) : []));
  return [...new Set([...ruined, ...places])];
}
