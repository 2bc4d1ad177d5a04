import type { Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';

/**
 * Loading objects with a loader that runs what the data names: pickle and its relatives (dill, joblib, torch, pandas, shelve,
 * jsonpickle), unsafe YAML, Keras models.
 *
 * What comes from the network decides what runs. Fake SDKs of May 2025 hid their stealer in a PyTorch file: its opcodes named
 * functions of `os` and `builtins`, and no Python source did.
 */
export const unsafeDeserialization = rule({
  id: 'unsafe-deserialization',
  level: 'block',
  confidence: 'medium',
  needs: ['delta'],
  capec: [586],
  aliases: ['pickle execution', 'insecure deserialization'],
  headline: 'loads data that can run code',
  summary: 'A release newly loads data that can run code when it is loaded.',
  remedy:
    'Ask for a format that holds data only (JSON, safetensors, `yaml.safe_load`, `weights_only=True`); do not merge when the data comes from elsewhere or names functions that act.',

  check({ delta }) {
    const loads = newBehaviours(delta).filter(({ act }) => act === 'unpickle');
    return behaviourHits(loads, delta.baseline, (behaviour) =>
      levelFor(levelsFor(behaviour), behaviour, delta.baseline),
    );
  },
});

function levelsFor(behaviour: Behaviour): ReachLevels {
  if (behaviour.callee.startsWith('pickle:')) return ACTS.test(behaviour.callee) ? ACTING : CODE;
  if (hasInput(behaviour, 'network', 'downloaded-file')) return FETCHED;
  return hasInput(behaviour, 'decoded') ? DECODED : LOCAL;
}

/** What starts programs, opens connections or runs text when a pickle calls it. */
const ACTS =
  /^pickle:(?:(?:os|posix|nt|subprocess|_posixsubprocess|pty|shutil|webbrowser|_?ctypes|runpy|importlib|imp|_?pip|code|commands|popen2|pexpect|sh|plumbum|winreg|_winapi|win32api|paramiko|_?socket|http|urllib2?|requests|httpx|ftplib|smtplib|asyncio)\.|(?:builtins|__builtin__)\.(?:exec|eval|execfile|compile|open|__import__|getattr|globals|apply|breakpoint)$)/u;

/** The pickle itself names what will run: nothing that a model or a table of data needs. */
const ACTING: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'block', alone: 'warn' },
  test: { compared: 'note', alone: 'note' },
};

/** Functions that travel as bytecode, and names that reach further: libraries for pipelines pickle such things. */
const CODE: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: null, alone: null },
};

const FETCHED: ReachLevels = {
  unasked: { compared: 'block', alone: 'warn' },
  // Clusters and caches unpickle what their own kind sends them, once somebody has set them up.
  asked: { compared: 'warn', alone: 'note' },
  test: { compared: null, alone: null },
};

/** A text in the source that is decoded and loaded hides from whoever reads it. */
const DECODED: ReachLevels = {
  unasked: { compared: 'warn', alone: 'note' },
  asked: { compared: 'note', alone: null },
  test: { compared: null, alone: null },
};

const LOCAL: ReachLevels = {
  unasked: { compared: 'note', alone: null },
  asked: { compared: 'note', alone: null },
  test: { compared: null, alone: null },
};
