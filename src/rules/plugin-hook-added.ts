import type { Level } from '../model/level.js';
import type { Profile, ProfileDelta, Surface } from '../model/profile.js';
import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { baselineClause } from './support/behaviour.js';
import { quoted } from './support/words.js';

/**
 * An entry point through which another tool newly loads the release's code by itself.
 *
 * pytest, setuptools, flake8 and others import whatever announces itself, often where secrets lie at hand (continuous integration).
 * Of 625 ordinary updates none added a group of entry points; of 247 far ones five did.
 */
export const pluginHookAdded = rule({
  id: 'plugin-hook-added',
  level: 'warn',
  confidence: 'medium',
  needs: ['delta'],
  capec: [564],
  aliases: ['entry-point persistence'],
  headline: 'is loaded by another tool as its plugin',
  summary: 'Another tool newly loads the release as its plugin.',
  remedy: 'Check that being a plugin of that tool is what the package is for, and read what the entry point runs.',

  check({ delta, profiles }) {
    if (delta.baseline.kind === 'none') return [];
    const before = groupsBefore(profiles, delta);
    return delta.surfaces.added.filter(isPlugin).map((surface) => ({
      message: `${printable(surface.at.artifact)} announces ${quoted(surface.text)}, which ${toolOf(surface)} loads by itself; ${baselineClause(delta.baseline)}.`,
      at: [surface.at],
      level: levelOf(groupOf(surface), before),
      key: surface.fingerprint,
    }));
  },
});

const isPlugin = ({ kind }: Surface): boolean => kind === 'plugin-entry-point';

const groupOf = ({ text }: Surface): string => /^\[(?<group>[^\]]*)\]/u.exec(text)?.groups?.['group'] ?? '';

/** Groups that the baseline announced too: what the head has and did not add, and what it lost or altered. */
function groupsBefore(profiles: readonly Profile[], { surfaces }: ProfileDelta): ReadonlySet<string> {
  const added = new Set(surfaces.added.map(({ fingerprint }) => fingerprint));
  const kept = profiles.flatMap((profile) => profile.surfaces).filter(({ fingerprint }) => !added.has(fingerprint));
  return new Set([...kept, ...surfaces.gone].filter(isPlugin).map(groupOf));
}

const levelOf = (group: string, before: ReadonlySet<string>): Level =>
  !before.has(group) && loaderOf(group) !== null ? 'warn' : 'note';

const toolOf = (surface: Surface): string => loaderOf(groupOf(surface)) ?? 'the tool that looks for it';

const loaderOf = (group: string): string | null => LOADERS.find(({ groups }) => groups.test(group))?.tool ?? null;

/** Tools that import every plugin they find, before anybody names one. */
const LOADERS: readonly { readonly groups: RegExp; readonly tool: string }[] = [
  { groups: /^pytest11$/u, tool: 'pytest' },
  { groups: /^(?:distutils\.(?:commands|setup_keywords)|setuptools\.\w+|egg_info\.writers)$/u, tool: 'setuptools' },
  { groups: /^flake8\.(?:extension|report)$/u, tool: 'flake8' },
  { groups: /^(?:poetry|cleo)\.(?:application\.)?plugin$/u, tool: 'Poetry' },
  { groups: /^pdm(?:\.plugin)?$/u, tool: 'PDM' },
  { groups: /^hatch$/u, tool: 'Hatch' },
  { groups: /^opentelemetry_\w+$/u, tool: 'OpenTelemetry’s launcher' },
  { groups: /^keyring\.backends$/u, tool: 'keyring' },
  { groups: /^(?:jupyter|jupyterlab|nbconvert)[\w.]*$/u, tool: 'Jupyter' },
  { groups: /^tox$/u, tool: 'tox' },
  { groups: /^twine\.registered_commands$/u, tool: 'twine' },
];
