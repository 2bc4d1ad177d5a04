import { ENDPOINT_WORDS, type EndpointKind, endpointOf } from '../model/endpoints.js';
import type { Level } from '../model/level.js';
import type { Act, Baseline, Behaviour, Sign } from '../model/profile.js';
import { printable } from '../model/text.js';
import { rule } from './rule.js';
import { behaviourHits, newBehaviours, reachOf } from './support/behaviour.js';
import { neighbourhoodOf } from './support/chains.js';
import { type JudgedSign, newSigns, signHits } from './support/signs.js';

/**
 * Addresses that anybody can have in a minute and leave as fast: pastes, webhooks, services that log their callers, tunnels, dynamic
 * names, bare addresses, programs to download.
 *
 * A third of 165 malicious campaigns fetched from a paste or a file share, a tenth reported to a callback service. A link alone is
 * noted; code that newly contacts such a place without being asked is another matter.
 */
export const suspiciousEndpoint = rule({
  id: 'suspicious-endpoint',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [118, 185],
  aliases: ['suspicious URL', 'shady links', 'exfiltration domain'],
  headline: 'names or contacts an address that nobody answers for',
  summary: 'A release newly names or contacts an address that nobody answers for.',
  remedy:
    'Find out whose address it is and what passes through it; a project that needs a server has one under its own name.',

  check({ delta, profiles }) {
    const contacts = newBehaviours(delta).filter((behaviour) => isContact(behaviour) && endpointIn(behaviour) !== null);
    const near = neighbourhoodOf(profiles, isContact);
    const told = new Set(contacts.map((behaviour) => endpointIn(behaviour)?.host));
    const judged = newSigns(delta, 'suspicious-endpoint').flatMap((sign): JudgedSign[] => {
      const endpoint = endpointOfSign(sign);
      // A contact says more than the literal that it was made with.
      if (endpoint === null || reachOf(sign.when) === 'test' || told.has(endpoint.host)) return [];
      const beside =
        reachOf(sign.when) === 'unasked' && TRANSIENT.has(endpoint.kind) ? near.inFile(sign)[0] : undefined;
      return [{ sign, level: beside === undefined ? 'note' : 'warn', beside: beside ?? null }];
    });
    return [
      ...behaviourHits(
        contacts,
        delta.baseline,
        (behaviour) => contactLevel(behaviour, delta.baseline),
        describeEndpoint,
      ),
      ...signHits(judged, delta.baseline, 'names '),
    ];
  },
});

const CONTACTS: ReadonlySet<Act> = new Set(['fetch', 'send', 'look-up', 'run-process']);

/** Reaches out without being asked; a process counts by the URL in its command. */
const isContact = ({ act, when, target }: Behaviour): boolean =>
  CONTACTS.has(act) && reachOf(when) === 'unasked' && (act !== 'run-process' || URL_IN_COMMAND.test(target ?? ''));

const URL_IN_COMMAND = /[a-z]{2,6}:\/\/[^\s"'`<>|;)\\]+/iu;

/** Kinds that no honest package has reason to contact by itself. */
const TRANSIENT: ReadonlySet<EndpointKind> = new Set([
  'paste',
  'file-drop',
  'messenger',
  'callback',
  'tunnel',
  'dynamic-dns',
  'onion',
]);

function endpointIn({ act, target }: Behaviour): ReturnType<typeof endpointOf> {
  if (target === null) return null;
  return endpointOf(act === 'run-process' ? (URL_IN_COMMAND.exec(target)?.[0] ?? '') : `http://${target}`);
}

/** The reader of the source writes the kind in words, then host and path. */
const endpointOfSign = ({ text }: Sign): ReturnType<typeof endpointOf> =>
  endpointOf(`http://${text.slice(text.indexOf(', ') + 2)}`);

function contactLevel(behaviour: Behaviour, { kind }: Baseline): Level {
  const isTransient = TRANSIENT.has(endpointIn(behaviour)?.kind ?? 'program');
  if (kind === 'none') return isTransient ? 'warn' : 'note';
  return isTransient ? 'block' : 'warn';
}

function describeEndpoint(behaviour: Behaviour): string | null {
  const endpoint = endpointIn(behaviour);
  return endpoint === null ? null : `${printable(endpoint.host, 80)} is ${ENDPOINT_WORDS[endpoint.kind]}`;
}
