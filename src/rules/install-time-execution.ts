import type { Level } from '../model/level.js';
import type { Act, Baseline, Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, hidesItself, newBehaviours } from './support/behaviour.js';
import { isBuildTool } from './support/programs.js';
import { companyOf } from './support/signals.js';

/**
 * What a release newly does while it is being built or installed from source: start programs, use the network, read secrets.
 *
 * A `setup.py` runs on `pip download` already. Three quarters of the malicious uploads up to 2023 acted there. Compilers and
 * version control belong to an ordinary build; the network and hidden programs do not.
 */
export const installTimeExecution = rule({
  id: 'install-time-execution',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [442, 549],
  aliases: ['suspicious setup.py', 'install scripts'],
  summary: 'Installing the release from source newly starts programs or uses the network.',
  remedy:
    'Read the build script at the place shown. Prefer the wheel (`--only-binary`), or allow the rule for this release and hash when the build needs it.',

  check(facts) {
    const { delta, artifacts, entry } = facts;
    const company = companyOf(facts);
    const hasWheel = [...artifacts, ...entry.artifacts].some(({ filename }) => filename?.endsWith('.whl') ?? false);
    const atInstall = newBehaviours(delta).filter(({ act, when }) => when.includes('install') && ACTS.has(act));
    return company.tell(
      behaviourHits(atInstall, delta.baseline, (behaviour) =>
        company.raise(levelOf(behaviour, delta.baseline, hasWheel), behaviour.when),
      ),
    );
  },
});

const ACTS: ReadonlySet<Act> = new Set(['run-process', 'fetch', 'send', 'read-secret', 'install-package']);

function levelOf(behaviour: Behaviour, baseline: Baseline, hasWheel: boolean): Level {
  const compared = baseline.kind !== 'none';
  if (isHostile(behaviour)) return 'block';
  if (NETWORK.has(behaviour.act)) return compared ? 'block' : 'warn';
  if (behaviour.act === 'run-process' && isBuildTool(behaviour.target)) return 'note';
  return compared || !hasWheel ? 'warn' : 'note';
}

const NETWORK: ReadonlySet<Act> = new Set(['fetch', 'send']);

/** A complete chain on its own: data of this machine leaves it, or a program is started so that nobody sees it. */
const isHostile = (behaviour: Behaviour): boolean =>
  (behaviour.act === 'send' && hasInput(behaviour, 'host-facts', 'environment', 'secret-file')) ||
  (behaviour.act === 'run-process' && hidesWindow(behaviour));

// Sending output to DEVNULL and catching errors is how build scripts probe for a compiler.
const hidesWindow = (behaviour: Behaviour): boolean =>
  hidesItself(behaviour) && behaviour.traits.some((trait) => trait === 'detached' || trait === 'hidden-window');
