import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../../src/model/finding.js';
import type { Level } from '../../../src/model/level.js';
import { fixtureText } from '../../lockfiles/fixtures.js';
import type { ServedFile } from '../../support/index-server.js';
import { POLICY_PATH, publishedBy, reviewLocks } from './world.js';

interface Tampering {
  readonly name: string;
  /** One small edit of a real lock. */
  readonly edit: (text: string) => string;
  readonly rule: string;
  readonly level: Level;
  readonly says?: string;
  /** A part of the line that the finding must point at. */
  readonly line?: string;
}

/** The lock's text at the base; `since` is what it was before an ordinary update. */
const uvLock = fixtureText('uv-small', 'head', 'uv.lock');
const poetryLock = fixtureText('poetry-small', 'head', 'poetry.lock');
const requirements = fixtureText('requirements-uv-compile', 'head', 'requirements.txt');

const IDNA_WHEEL = 'idna-3.17-py3-none-any.whl';
const IDNA_SDIST = 'idna-3.17.tar.gz';
const WHEEL_HASH = '466e48829084efe2548012b855df21540b96f2e20e51bd124c851536556a592c';
const SDIST_HASH = '5eb0cb53bc467c12eadcf6de83163ad8527cec9416f44b9b61b19caedad2b87f';
const OTHER_HASH = WHEEL_HASH.replace('466e', '466f');

const replace =
  (from: string | RegExp, to: string) =>
  (text: string): string =>
    text.replace(from, to);
const swap = (text: string): string =>
  text.replace(WHEEL_HASH, '<first>').replace(SDIST_HASH, WHEEL_HASH).replace('<first>', SDIST_HASH);
/** Edits the lines that hold a text. */
const onLine =
  (holds: string, edit: (line: string) => string) =>
  (text: string): string =>
    text
      .split('\n')
      .map((line) => (line.includes(holds) ? edit(line) : line))
      .join('\n');
/** Edits the `[[package]]` of idna alone. */
const inIdna =
  (edit: (block: string) => string) =>
  (text: string): string =>
    text.replace(/name = "idna"\nversion[\s\S]*?\n\n/u, edit);

const LATE = 'idna-3.17-cp312-cp312-manylinux_2_28_x86_64.whl';
const LATE_HASH = 'ab'.repeat(32);
const LATE_URL = `https://files.pythonhosted.org/packages/aa/${LATE}`;
/** Uploaded long after the release, shortly before the review. */
const late: ServedFile = {
  filename: LATE,
  bytes: new Uint8Array(),
  sha256: LATE_HASH,
  size: 9,
  url: LATE_URL,
  uploadTime: '2026-10-20T00:00:00Z',
};

const uvCases: readonly Tampering[] = [
  {
    name: 'a hash',
    edit: replace(WHEEL_HASH, OTHER_HASH),
    rule: 'hash-mismatch',
    level: 'block',
    says: 'sha256:466f',
    line: IDNA_WHEEL,
  },
  {
    name: 'a hash, by the lockfile alone',
    edit: replace(WHEEL_HASH, OTHER_HASH),
    rule: 'same-version-changed',
    level: 'block',
    says: 'still publishes the old one',
    line: IDNA_WHEEL,
  },
  { name: 'two hashes exchanged', edit: swap, rule: 'same-version-changed', level: 'block', line: IDNA_SDIST },
  {
    name: 'a hash and a size',
    edit: inIdna((block) => block.replace(/sha256:[0-9a-f]{64}", size = \d+/u, `sha256:${OTHER_HASH}", size = 1`)),
    rule: 'hash-mismatch',
    level: 'block',
  },
  {
    name: 'a file that the index does not list',
    edit: onLine(IDNA_WHEEL, (line) => `${line}\n${line.replaceAll('py3-none', 'cp312-none')}`),
    rule: 'file-not-on-index',
    level: 'block',
    says: 'cp312-none',
    line: 'cp312-none',
  },
  {
    name: 'a URL that leads to another distribution',
    edit: onLine(IDNA_WHEEL, (line) =>
      line.replace(
        /packages\/[^"]*"/u,
        'packages/00/evil-1.0-py3-none-any.whl", filename = "idna-3.17-py3-none-any.whl"',
      ),
    ),
    rule: 'file-not-on-index',
    level: 'block',
    says: 'evil-1.0',
  },
  {
    name: 'a URL of PyPI that is not the file’s',
    edit: onLine(IDNA_WHEEL, replace('packages/de/a7/', 'packages/de/a8/')),
    rule: 'file-not-on-index',
    level: 'warn',
    says: 'the index has it at',
  },
  {
    name: 'a host with one letter exchanged',
    edit: onLine(IDNA_WHEEL, replace('pythonhosted', 'pythonhcsted')),
    rule: 'unexpected-host',
    level: 'block',
    says: 'looks like files.pythonhosted.org and is not',
    line: 'pythonhcsted',
  },
  {
    name: 'a host that only begins like PyPI’s',
    edit: onLine(IDNA_WHEEL, replace('pythonhosted.org/', 'pythonhosted.org.mirror.invalid/')),
    rule: 'unexpected-host',
    level: 'block',
    says: 'looks like',
  },
  {
    name: 'a user name that looks like the host',
    edit: onLine(IDNA_WHEEL, replace('files.pythonhosted.org/', 'files.pythonhosted.org@x.invalid/')),
    rule: 'insecure-url',
    level: 'block',
    says: 'leads to https://x.invalid',
    line: IDNA_WHEEL,
  },
  {
    name: 'a URL without TLS',
    edit: onLine(IDNA_WHEEL, replace('https://files', 'http://files')),
    rule: 'insecure-url',
    level: 'block',
    says: 'by http',
    line: IDNA_WHEEL,
  },
  {
    name: 'a password in a URL',
    edit: onLine(IDNA_WHEEL, replace('https://files', 'https://me:hunter2@files')),
    rule: 'insecure-url',
    level: 'warn',
    line: IDNA_WHEEL,
  },
  {
    name: 'another index',
    edit: inIdna(replace('https://pypi.org/simple', 'https://pypi.mirror.invalid/simple')),
    rule: 'index-changed',
    level: 'block',
    says: 'before, the package came from',
  },
  {
    name: 'another index made to be misread',
    edit: inIdna(replace('https://pypi.org/simple', 'https://pypi-org.invalid/simple')),
    rule: 'insecure-url',
    level: 'block',
    says: 'looks like pypi.org',
  },
  {
    name: 'a repository in place of the release',
    edit: inIdna(replace(/source = .*/u, 'source = { git = "https://git.invalid/idna?branch=main" }')),
    rule: 'source-changed',
    level: 'block',
  },
  {
    name: 'a branch of a repository',
    edit: inIdna(replace(/source = .*/u, 'source = { git = "https://git.invalid/idna?branch=main" }')),
    rule: 'unverifiable-source',
    level: 'warn',
    says: 'can move at any time',
  },
  {
    name: 'a URL in place of the release',
    edit: inIdna(replace(/source = .*/u, 'source = { url = "https://x.invalid/idna-3.17-py3-none-any.whl" }')),
    rule: 'source-changed',
    level: 'block',
  },
  {
    name: 'a folder outside of the repository',
    edit: inIdna(replace(/source = .*/u, 'source = { directory = "../../elsewhere/idna" }')),
    rule: 'unverifiable-source',
    level: 'warn',
    says: 'outside this repository',
  },
  {
    name: 'a hash taken away',
    edit: onLine(IDNA_WHEEL, replace(/, hash = "[^"]*"/u, '')),
    rule: 'unhashed-entry',
    level: 'warn',
    says: 'before this change it had one',
  },
  {
    name: 'a release that the index never had',
    edit: inIdna((block) => block.replaceAll('3.17', '3.99')),
    rule: 'removed-release',
    level: 'block',
    says: '3.99',
  },
  {
    name: 'a wheel that joined the release long after',
    edit: onLine(IDNA_WHEEL, (line) => `${line}\n    { url = "${LATE_URL}", hash = "sha256:${LATE_HASH}", size = 9 },`),
    rule: 'late-file',
    level: 'block',
    says: LATE,
  },
  {
    name: 'the cut-off',
    edit: replace(/\[options\]\nexclude-newer = .*\n/u, ''),
    rule: 'lock-options-weakened',
    level: 'warn',
    says: 'drops the cut-off',
  },
  {
    name: 'an exception from the cut-off',
    edit: replace(/(\[options\]\nexclude-newer = .*\n)/u, '$1\n[options.exclude-newer-package]\nidna = false\n'),
    rule: 'lock-options-weakened',
    level: 'warn',
    says: 'idna = false',
  },
];

const poetryCases: readonly Tampering[] = [
  { name: 'a hash', edit: replace(WHEEL_HASH, OTHER_HASH), rule: 'hash-mismatch', level: 'block', line: IDNA_WHEEL },
  { name: 'two hashes exchanged', edit: swap, rule: 'same-version-changed', level: 'block', line: IDNA_WHEEL },
  {
    name: 'a file that the index does not list',
    edit: onLine(IDNA_WHEEL, (line) => `${line}\n${line.replace('py3-none', 'cp312-none')}`),
    rule: 'file-not-on-index',
    level: 'block',
    line: 'cp312-none',
  },
  {
    name: 'another index',
    edit: inIdna(
      (block) =>
        `${block}[package.source]\ntype = "legacy"\nurl = "https://pypi.mirror.invalid/simple"\nreference = "mirror"\n\n`,
    ),
    rule: 'index-changed',
    level: 'block',
  },
  {
    name: 'a URL in place of the release',
    edit: inIdna((block) => `${block}[package.source]\ntype = "url"\nurl = "http://x.invalid/${IDNA_WHEEL}"\n\n`),
    rule: 'insecure-url',
    level: 'block',
  },
  {
    name: 'a release that the index never had',
    edit: inIdna((block) => block.replaceAll('3.17', '3.99')),
    rule: 'removed-release',
    level: 'block',
  },
];

const requirementsCases: readonly Tampering[] = [
  {
    name: 'a hash',
    edit: replace(WHEEL_HASH, OTHER_HASH),
    rule: 'hash-mismatch',
    level: 'block',
    says: 'no file of that release',
    line: OTHER_HASH,
  },
  {
    name: 'a hash more',
    edit: onLine(WHEEL_HASH, (line) => `    --hash=sha256:${OTHER_HASH} \\\n${line}`),
    rule: 'hash-mismatch',
    level: 'block',
    line: OTHER_HASH,
  },
  {
    name: 'every hash of a release',
    edit: (text) => text.replace(WHEEL_HASH, OTHER_HASH).replace(SDIST_HASH, LATE_HASH),
    rule: 'same-version-changed',
    level: 'block',
    says: 'none of the hashes',
  },
  {
    name: 'the hashes taken away',
    edit: replace(/(idna==3\.17) \\\n(?: +--hash=\S+(?: \\)?\n)+/u, '$1\n'),
    rule: 'unhashed-entry',
    level: 'warn',
    line: 'idna==3.17',
  },
  {
    name: 'the pin',
    edit: replace('idna==3.17', 'idna>=3.17'),
    rule: 'unpinned-requirement',
    level: 'warn',
    line: 'idna>=3.17',
  },
  {
    name: 'a branch in place of the release',
    edit: replace(/idna==3\.17 \\\n(?: +--hash=\S+(?: \\)?\n)+/u, 'idna @ git+https://git.invalid/idna@main\n'),
    rule: 'source-changed',
    level: 'block',
    line: 'git.invalid',
  },
  {
    name: 'an index beside PyPI',
    edit: (text) => `--extra-index-url https://pypi.mirror.invalid/simple\n${text}`,
    rule: 'lock-options-weakened',
    level: 'warn',
    line: '--extra-index-url',
  },
  {
    name: 'the index',
    edit: (text) => `--index-url https://pypi.mirror.invalid/simple\n${text}`,
    rule: 'index-changed',
    level: 'block',
  },
  {
    name: 'an index without TLS',
    edit: (text) => `--extra-index-url http://pypi.mirror.invalid/simple\n${text}`,
    rule: 'insecure-url',
    level: 'block',
    line: '--extra-index-url',
  },
  {
    name: 'a host without TLS',
    edit: (text) => `--trusted-host pypi.org\n${text}`,
    rule: 'lock-options-weakened',
    level: 'warn',
    says: 'without TLS',
  },
  {
    name: 'a look-alike in the file URL of a release',
    edit: replace(
      /idna==3\.17 \\\n(?: +--hash=\S+(?: \\)?\n)+/u,
      `idna @ https://files.pyth0nhosted.org/packages/${IDNA_WHEEL}\n`,
    ),
    rule: 'insecure-url',
    level: 'block',
    says: 'looks like files.pythonhosted.org',
  },
];

const suites = [
  { title: 'uv.lock', path: 'uv.lock', text: uvLock, cases: uvCases },
  { title: 'poetry.lock', path: 'poetry.lock', text: poetryLock, cases: poetryCases },
  { title: 'requirements.txt', path: 'requirements.txt', text: requirements, cases: requirementsCases },
];

describe.each(suites)('a tampered $title', ({ path, text, cases }) => {
  const projects = publishedBy(text, path, { idna: [late] });

  test.each(cases)('$name: $rule', async ({ edit, rule, level, says = '', line }) => {
    const head = edit(text);
    expect(head).not.toBe(text);

    const report = await reviewLocks({ base: { [path]: text }, head: { [path]: head }, projects });

    const found = report.findings.filter(({ ruleId }) => ruleId === rule);
    expect(found.map((finding) => finding.level)).toContain(level);
    expect(found.map(({ message }) => message).join('\n')).toContain(says);
    if (line !== undefined) expect(linesOf(found, head)).toContainEqual(expect.stringContaining(line));
    expect(report.verdict.outcome).toBe(
      report.findings.some((finding) => finding.level === 'block') ? 'block' : 'warn',
    );
  });
});

const linesOf = (findings: readonly Finding[], text: string): readonly string[] =>
  findings.flatMap(({ locations }) =>
    locations.flatMap((at) => (at.line === null || at.line === undefined ? [] : [text.split('\n')[at.line - 1] ?? ''])),
  );

describe('tampering inside an ordinary update', () => {
  const before = fixtureText('uv-small', 'base', 'uv.lock');
  const projects = publishedBy(uvLock, 'uv.lock');

  test('a hash of a new release: hash-mismatch', async () => {
    const head = { 'uv.lock': uvLock.replace(WHEEL_HASH, OTHER_HASH) };

    const { findings } = await reviewLocks({ base: { 'uv.lock': before }, head, projects });

    const blocks = findings.filter(({ level }) => level === 'block');
    expect(blocks.map(({ ruleId, subject }) => `${ruleId} ${subject}`)).toEqual(['hash-mismatch pkg:pypi/idna@3.17']);
  });

  test('a policy loosened beside it: lock-options-weakened, and the base’s policy judges', async () => {
    const report = await reviewLocks({
      base: { 'uv.lock': before, [POLICY_PATH]: 'fail-on = "block"\n' },
      head: { 'uv.lock': uvLock, [POLICY_PATH]: 'fail-on = "never"\n[rules]\nhash-mismatch = "off"\n' },
      projects,
    });

    expect(report.policy.failOn).toBe('block');
    const found = report.findings.filter(({ ruleId }) => ruleId === 'lock-options-weakened');
    expect(found.map(({ subject, level }) => `${level} ${subject}`)).toEqual([
      `warn ${POLICY_PATH}`,
      `warn ${POLICY_PATH}`,
    ]);
  });
});
