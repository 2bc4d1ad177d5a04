import type { Level } from '../model/level.js';
import type { Behaviour, Profile, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, newBehaviours, reachOf } from './support/behaviour.js';
import { describeNeighbour } from './support/chains.js';
import { actsInPlace } from './support/replacements.js';

/**
 * A function or class of another distribution, or of Python itself, that a release newly replaces by code of its own.
 *
 * Everybody who uses what was replaced then runs the new code, without having asked for it. semantic-types (May 2025) wrapped the
 * methods that make keys in the Solana libraries, and sent every key away. Tracing and compatibility packages patch by trade; so the
 * change alone warns, and what the new code does decides.
 */
export const patchesOtherPackage = rule({
  id: 'patches-other-package',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [554, 94],
  aliases: ['monkey patching', 'function hooking'],
  headline: 'replaces functions of another package or of Python',
  summary: 'A release newly replaces a function of another package or of Python.',
  remedy:
    'Read the function that is put in place. If it does more than its original, do not merge; a package that needs other behaviour should subclass or ask upstream.',

  check({ delta, profiles }) {
    const own = ownNames(profiles);
    const patches = newBehaviours(delta).filter(
      (behaviour) => behaviour.act === 'patch' && !own.has(headOf(behaviour)) && !isEveryday(behaviour),
    );
    return behaviourHits(
      patches,
      delta.baseline,
      (behaviour) => levelOf(behaviour, actsInPlace(behaviour, profiles), delta),
      (behaviour) => {
        const [act] = actsInPlace(behaviour, profiles);
        return act === undefined ? null : `what it puts there acts: ${describeNeighbour(act)}`;
      },
    );
  },
});

/** Names under which this release is imported: patching oneself is nobody's business. */
const ownNames = (profiles: readonly Profile[]): ReadonlySet<string> =>
  new Set(profiles.flatMap(({ topLevelNames }) => topLevelNames));

const headOf = ({ callee }: Behaviour): string => callee.split('.', 1)[0] ?? callee;

/** Hooks that Python offers to be replaced, classes that are extended rather than changed, and gaps that old Pythons have. */
const EVERYDAY =
  /^(?:sys\.(?:excepthook|unraisablehook|displayhook|breakpointhook|stdout|stderr|stdin|__\w+|argv|exit|setdefaultencoding|ps1|ps2)|threading\.(?:excepthook|_\w+)|warnings\.\w+|logging\.\w+(?:\.\w+)?|typing\.\w+|collections\.\w+|inspect\.\w+|unittest\.\w+(?:\.\w+)*|gettext\.\w+|traceback\.\w+|readline\.\w+|locale\.\w+|argparse\.\S+|json\.(?:JSONEncoder|encoder|decoder)\.\S+|copyreg\.\S+|pprint\.\S+|numpy\.\w+|doctest\.\S+)$/u;

const isEveryday = ({ callee }: Behaviour): boolean => EVERYDAY.test(callee);

/** What keys, secrets, connections and programs go through. */
const WEIGHTY =
  /^(?:solders|solana|anchorpy|eth_\w+|web3|bip_utils|bip32\w*|mnemonic|hdwallet|bit|bitcoin\w*|tronpy|xrpl|stellar_sdk|substrateinterface|bittensor\w*|algosdk|pytoniq\w*|near\w*|coincurve|ecdsa|nacl|cryptography|Crypto|Cryptodome|rsa|jwt|jose|ssl|socket|http|urllib|urllib3|requests|httpx|httpcore|aiohttp|boto3|botocore|paramiko|keyring|getpass|hashlib|hmac|secrets|smtplib|subprocess|builtins|os|pip|certifi|OpenSSL|psycopg2?|pymysql|redis)\b/u;

function levelOf(behaviour: Behaviour, acts: readonly Behaviour[], { baseline }: ProfileDelta): Level | null {
  const compared = baseline.kind !== 'none';
  const reach = reachOf(behaviour.when);
  if (reach === 'test') return null;
  if (acts.length > 0 && WEIGHTY.test(behaviour.callee)) {
    if (reach === 'unasked') return compared ? 'block' : 'warn';
    return compared ? 'warn' : 'note';
  }
  if (reach === 'unasked' && compared) return acts.length > 0 || WEIGHTY.test(behaviour.callee) ? 'warn' : 'note';
  return acts.length > 0 ? 'note' : null;
}
