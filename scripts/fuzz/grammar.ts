import type { Random } from './random.js';
import type { Input } from './watch.js';

/** A requirements file out of pip's grammar, with much that pip takes and nobody writes, and some that it refuses. */
export function requirementsFile(random: Random): Input {
  const count = 1 + random.below(30);
  const lines = Array.from({ length: count }, () => lineOf(random));
  return {
    path: random.pick(['requirements.txt', 'dev-constraints.txt', 'requirements/base.txt']),
    bytes: Buffer.from(lines.join('')),
  };
}

const NAMES = ['a', 'Foo_Bar', 'foo.bar', 'zope.interface', 'x-', '9a', 'é', 'a--b'];
const VERSIONS = [
  '==1.0',
  ' == 1.0',
  '===1.0',
  '==1!2.0',
  '==1.0+cu121',
  '==1.*',
  '>=1',
  '~=1.4',
  '==1.0,!=1.1',
  '(==1.0)',
  '',
  '==',
  '<2;',
];
const MARKERS = [
  '',
  '',
  "; python_version < '3.8'",
  " ; extra == 'x' and (os_name == \"nt\" or sys_platform != 'win32')",
  ';',
  "; 'x' in extras",
];
const HASHES = [
  `--hash=sha256:${'0'.repeat(64)}`,
  `--hash sha256:${'a'.repeat(64)}`,
  '--hash=md5:zz',
  '--hash=',
  `--hash=sha512:${'b'.repeat(128)}`,
];
const OPTIONS = [
  ...[
    '-i https://x.invalid/simple',
    '--index-url=https://u:p@x.invalid/simple',
    '-ihttps://x.invalid',
    '--extra-index-url https://y.invalid',
    '--no-index',
    '-f ./wheels',
    '--find-links=https://x.invalid/l',
  ],
  ...[
    '--trusted-host x.invalid',
    '--require-hashes',
    '--pre',
    '--no-binary :all:',
    '--only-binary=:none:',
    '-r other.txt',
    '-rother.txt',
    '-c ../c.txt',
    '-r https://x.invalid/r.txt',
    '-r requirements.txt',
  ],
  ...[
    '-e .',
    '-e ./lib[x]',
    '-e git+ssh://git@x.invalid/r.git@main#egg=n&subdirectory=d',
    '--editable=.',
    '--unknown',
    '-',
    '--',
    '-e',
    '-r',
  ],
];
const DIRECT = [
  'a @ https://x.invalid/a-1.0-py3-none-any.whl#sha256=00',
  'a@git+https://x.invalid/r',
  './a-1.0.tar.gz',
  'https://x.invalid/a-1.0.zip',
  '$\u007bX}/a.whl',
  'a @ file:///a',
  'c:\\a.whl',
];
const ENDS = [
  '\n',
  '\n',
  '\n',
  '\n',
  '\r\n',
  '\r',
  ' \\\n',
  '\\\n',
  '  # via x\n',
  '\n    # via\n    #   -r x.in\n',
  '#x\n',
  '\v',
  '\u2028',
  '',
];

function lineOf(random: Random): string {
  const end = random.pick(ENDS);
  switch (random.below(6)) {
    case 0:
      return random.pick(OPTIONS) + end;
    case 1:
      return random.pick(DIRECT) + random.pick(MARKERS) + end;
    default: {
      const extras = random.pick(['', '', '[x]', '[x,y]', '[ ]', '[']);
      const hashes = Array.from({ length: random.below(3) }, () => ` \\\n    ${random.pick(HASHES)}`).join('');
      return random.pick(NAMES) + extras + random.pick(VERSIONS) + random.pick(MARKERS) + hashes + end;
    }
  }
}
