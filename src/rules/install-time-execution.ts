import { type EndpointKind, endpointOf } from '../model/endpoints.js';
import type { Level } from '../model/level.js';
import type { Act, Behaviour, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, hidesItself, newBehaviours } from './support/behaviour.js';
import { sendsOwnToken } from './support/environment.js';
import { isBuildStep, isBuildTool, programOf } from './support/programs.js';
import { companyOf } from './support/signals.js';

/**
 * What a release newly does while it is being built or installed from source: start programs, use the network, read secrets.
 *
 * A `setup.py` runs on `pip download` already. Three quarters of the malicious uploads up to 2023 acted there. Compilers and
 * version control belong to an ordinary build, and bindings that begin to bundle their library fetch its sources from the network; to
 * send anything, to hide a program or where one fetches from, no build has a reason.
 */
export const installTimeExecution = rule({
  id: 'install-time-execution',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [442, 549],
  aliases: ['suspicious setup.py', 'install scripts'],
  headline: 'starts programs or uses the network while it is installed',
  summary: 'Installing the release from source newly starts programs or uses the network.',
  remedy:
    'Read the build script at the place shown. Prefer the wheel (`--only-binary`), or allow the rule for this release and hash when the build needs it.',

  check(facts) {
    const { delta, artifacts, entry, release } = facts;
    const company = companyOf(facts);
    const files = [...artifacts, ...entry.artifacts, ...(release?.files ?? [])];
    const hasWheel = files.some(({ filename }) => filename?.endsWith('.whl') ?? false);
    const atInstall = newBehaviours(delta).filter(isAtInstall);
    return company.tell(
      behaviourHits(atInstall, delta.baseline, (behaviour) =>
        company.raise(levelOf(behaviour, delta, hasWheel), behaviour.when),
      ),
    );
  },
});

const isAtInstall = ({ act, when }: Behaviour): boolean => when.includes('install') && ACTS.has(act);

const ACTS: ReadonlySet<Act> = new Set(['run-process', 'fetch', 'send', 'read-secret', 'install-package']);

function levelOf(behaviour: Behaviour, delta: ProfileDelta, hasWheel: boolean): Level {
  const compared = delta.baseline.kind !== 'none';
  if (isHostile(behaviour)) return 'block';
  if (behaviour.act === 'send' && !sendsOwnToken(behaviour)) return compared ? 'block' : 'warn';
  if (behaviour.act === 'fetch' && hidesWhere(behaviour)) return compared ? 'block' : 'warn';
  if (behaviour.act === 'run-process' && isOrdinary(behaviour, delta, hasWheel)) return 'note';
  return compared || !hasWheel ? 'warn' : 'note';
}

/** A compiler, a step of the build for who takes no wheel, or a program that the release before started in another way. */
const isOrdinary = ({ target }: Behaviour, { behaviours }: ProfileDelta, hasWheel: boolean): boolean =>
  isBuildTool(target) ||
  (hasWheel && isBuildStep(target)) ||
  (target !== null &&
    behaviours.gone.some((gone) => isAtInstall(gone) && programOf(gone.target) === programOf(target)));

/** Where it fetches from was made up at run time, or is a place that anybody can have for a minute. */
function hidesWhere(behaviour: Behaviour): boolean {
  const endpoint = behaviour.target === null ? null : endpointOf(behaviour.target);
  return (
    hasInput(behaviour, 'decoded') ||
    behaviour.traits.includes('obscured-name') ||
    (endpoint !== null && !ORDINARY_ENDPOINTS.has(endpoint.kind))
  );
}

const ORDINARY_ENDPOINTS: ReadonlySet<EndpointKind> = new Set(['program', 'shortener']);

/** A complete chain on its own: data of this machine leaves it, or a program is started so that nobody sees it. */
const isHostile = (behaviour: Behaviour): boolean =>
  (behaviour.act === 'send' &&
    hasInput(behaviour, 'host-facts', 'environment', 'secret-file') &&
    !sendsOwnToken(behaviour)) ||
  (behaviour.act === 'run-process' && hidesWindow(behaviour));

// Sending output to DEVNULL and catching errors is how build scripts probe for a compiler.
const hidesWindow = (behaviour: Behaviour): boolean =>
  hidesItself(behaviour) && behaviour.traits.some((trait) => trait === 'detached' || trait === 'hidden-window');
