import { expect, test } from '@jest/globals';
import { broadPlace } from '../../src/python/broad.js';
import { commandActs } from '../../src/python/commandacts.js';
import { HOLE } from '../../src/python/constants.js';
import { installTarget } from '../../src/python/installs.js';

const PLACES: readonly { path: string; place: string | null }[] = [
  { path: '~', place: 'home: ~' },
  { path: '~/', place: 'home: ~/' },
  { path: '/home/*', place: 'home: /home/*' },
  { path: `/home/${HOLE}`, place: 'home: /home/…' },
  { path: String.raw`C:\Users\*`, place: 'home: C:/Users/*' },
  { path: '%USERPROFILE%/Desktop', place: 'documents: ~/Desktop' },
  { path: '/', place: 'root: /' },
  { path: 'C:\\', place: 'root: C:/' },
  { path: '/etc', place: 'system: /etc' },
  { path: '/dev/nvme0n1', place: 'drive: /dev/nvme0n1' },
  { path: `~/${HOLE}`, place: null },
  { path: '~/.cache/demo', place: null },
  { path: `${HOLE}/build`, place: null },
  { path: HOLE, place: null },
  { path: '/etc/demo.conf', place: null },
  { path: '/dev/null', place: null },
  { path: 'Documents', place: null },
  { path: '', place: null },
];

test.each(PLACES)('$path is $place', ({ path, place }) => {
  expect(broadPlace(path)).toBe(place);
});

const INSTALLED: readonly { command: string; what: string | null }[] = [
  { command: 'pip install numpy', what: 'numpy' },
  { command: 'python -m pip install -q --upgrade demo==1.0', what: 'demo==1.0' },
  { command: 'pip install -i https://x.invalid/simple demo', what: 'demo from https://x.invalid/simple' },
  { command: 'pip install --index-url=https://x.invalid/simple demo', what: 'demo from https://x.invalid/simple' },
  { command: `python -m pip install ${HOLE}`, what: '…' },
  { command: 'pip install -r requirements.txt && echo done', what: '-r requirements.txt' },
  { command: 'pip install -t vendor demo', what: 'demo' },
  { command: 'pip install', what: null },
  { command: 'pip list', what: null },
];

test.each(INSTALLED)('$command installs $what', ({ command, what }) => {
  expect(installTarget(command)).toBe(what);
});

const COMMANDS: readonly { command: string; acts: readonly string[] }[] = [
  { command: 'rm -rf / --no-preserve-root', acts: ['delete-files root: /'] },
  { command: 'cd /tmp && sudo rm -fr "$HOME"', acts: ['delete-files home: ~'] },
  { command: 'rm -rf /tmp/demo', acts: [] },
  { command: 'rm ~/notes', acts: [] },
  { command: 'mkfs.ext4 /dev/sdb1', acts: ['delete-files drive: mkfs.ext4 /dev/sdb1'] },
  { command: 'cmd /c format D: /y', acts: ['delete-files drive: cmd /c format D: /y'] },
  { command: 'black --check format C:', acts: [] },
  { command: 'cp hook.sh .git/hooks/pre-push', acts: ['write-file .git/hooks/pre-push'] },
  { command: 'cat ~/.bashrc', acts: [] },
  { command: 'dmidecode -s system-product-name', acts: ['probe machine: dmidecode -s system-product-name'] },
];

test.each(COMMANDS)('$command', ({ command, acts }) => {
  expect(commandActs(command).map(({ act, target }) => `${act} ${target}`)).toEqual(acts);
});

test.each([
  'rm -rf '.repeat(2000),
  `find ${'/a '.repeat(4000)}`,
  'pip install '.repeat(1000),
  '> ~/.bashrc '.repeat(800),
])('a long command is read in no time', (command) => {
  expect(commandActs(command).length).toBeLessThan(10);
});
