import type { Act, Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import {
  behaviourHits,
  hasInput,
  hidesItself,
  levelFor,
  newBehaviours,
  type ReachLevels,
} from './support/behaviour.js';

/**
 * Code or a command that is first decoded (base64, hex, zlib, marshal, character arithmetic) and then run.
 *
 * Decoding before running serves one purpose above all: that nobody reads it. aiocpa 0.1.13 wrapped its stealer fifty
 * layers deep; litellm 1.82.8 and elementary-data 0.23.3 began with base64.
 */
export const decodedExecution = rule({
  id: 'decoded-execution',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [267, 442],
  aliases: ['obfuscated code', 'obfuscation-base64exec'],
  headline: 'runs code or a command that it decodes first',
  summary: 'A release newly runs code or a command that it decodes first.',
  remedy:
    'Do not merge. Decode the text as data and read it; if the project has a reason to hide it, ask its maintainers for the source.',

  check({ delta }) {
    const decoded = newBehaviours(delta).filter(
      (behaviour) => RUNS.has(behaviour.act) && hasInput(behaviour, 'decoded'),
    );
    return behaviourHits(decoded, delta.baseline, (behaviour) =>
      levelFor(levelsFor(behaviour), behaviour, delta.baseline),
    );
  },
});

const RUNS: ReadonlySet<Act> = new Set(['run-code', 'run-process']);

function levelsFor(behaviour: Behaviour): ReachLevels {
  // What it decodes came from outside: a sign beyond the decoding itself.
  if (hasInput(behaviour, 'network', 'downloaded-file')) return TELLING;
  // Where the decoding itself was not seen, only that some of the value was decoded, the chain is incomplete.
  if (behaviour.steps.length < 2) return hidesItself(behaviour) ? VAGUE_AND_HIDDEN : VAGUE;
  return hidesItself(behaviour) ? TELLING : PLAIN;
}

const PLAIN: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'warn', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

const TELLING: ReachLevels = { ...PLAIN, asked: { compared: 'block', alone: 'warn' } };

const VAGUE: ReachLevels = {
  ...PLAIN,
  unasked: { compared: 'block', alone: 'warn' },
  asked: { compared: 'note', alone: 'note' },
};

const VAGUE_AND_HIDDEN: ReachLevels = { ...VAGUE, asked: { compared: 'warn', alone: 'note' } };
