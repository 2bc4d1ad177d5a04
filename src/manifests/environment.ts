import { readYaml } from '../lockfiles/yaml.js';
import { normalizeName } from '../model/names.js';
import { requirementsInWishes } from './requirements-in.js';
import { comparable, isTable, joined, NOTHING_ASKED, NOTHING_READ, textsOf, type Wishes } from './wishes.js';

/** environment.yml: conda's wishes, and pip's in a list of their own; https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html */
export function environmentWishes(text: string): Wishes {
  const document = readYaml(text);
  if (document.kind === 'misread' || !isTable(document.value.value)) return NOTHING_READ;
  const { dependencies } = document.value.value;
  if (dependencies === undefined || dependencies === null) return NOTHING_ASKED;
  return Array.isArray(dependencies) ? joined(dependencies.map(wishesOf)) : NOTHING_READ;
}

function wishesOf(item: unknown): Wishes {
  if (typeof item === 'string') return condaWish(item);
  const pip = isTable(item) ? textsOf(item['pip']) : null;
  return pip === null ? NOTHING_READ : requirementsInWishes(pip.join('\n'));
}

/** A match specification, `channel::name version build`; only its name is told apart. */
function condaWish(text: string): Wishes {
  const name = /^(?:[^\s:]+::)?(?<name>[\w.-]+)/u.exec(text.trim())?.groups?.['name'];
  return name === undefined
    ? NOTHING_READ
    : {
        dependencies: [
          {
            ecosystem: 'conda',
            name: normalizeName(name),
            wanted: comparable(text.replaceAll(/\s+/gu, '')),
            group: '',
          },
        ],
        complete: true,
      };
}
