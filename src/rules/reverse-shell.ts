import type { Behaviour } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, levelFor, newBehaviours, type ReachLevels } from './support/behaviour.js';
import { describeNeighbour, neighbourhoodOf } from './support/chains.js';

/**
 * A shell whose input and output are handed to a machine elsewhere.
 *
 * Seen in two forms: a bare shell started in a file that also connects a socket (`dup2`, `pty.spawn`, `Popen(stdin=…)`), and a
 * command that does both (`/dev/tcp`, `nc -e`, `socat EXEC`).
 */
export const reverseShell = rule({
  id: 'reverse-shell',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [549, 555],
  aliases: ['backdoor shell'],
  headline: 'opens a shell to another machine',
  summary: 'A release newly opens a shell to another machine.',
  remedy: 'Do not merge. If this release ever ran, treat the machine as taken over.',

  check({ delta, profiles }) {
    const sockets = neighbourhoodOf(profiles, connectsSocket);
    const shells = newBehaviours(delta).filter(
      (behaviour) =>
        behaviour.act === 'run-process' &&
        (CONNECTING.test(behaviour.target ?? '') || (isBareShell(behaviour) && sockets.inFile(behaviour).length > 0)),
    );
    return behaviourHits(
      shells,
      delta.baseline,
      (behaviour) => levelFor(LEVELS, behaviour, delta.baseline),
      (behaviour) => {
        const [socket] = sockets.inFile(behaviour);
        return socket === undefined ? null : `the same file connects out: ${describeNeighbour(socket)}`;
      },
    );
  },
});

/** Security tools have such code to be called; they are new packages or always had it. */
const LEVELS: ReachLevels = {
  unasked: { compared: 'block', alone: 'block' },
  asked: { compared: 'block', alone: 'warn' },
  test: { compared: 'note', alone: null },
};

const connectsSocket = ({ act, callee }: Behaviour): boolean =>
  (act === 'fetch' || act === 'send') && /^(?:socket|ssl)\b.*connect/u.test(callee);

const CONNECTING =
  /\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat)(?:\.exe)?\s(?:[^|;&]*\s)?-\w*[ec]\b|\bsocat\b.*\bexec:|\bmkfifo\b.*\b(?:nc|ncat|openssl)\b/iu;

/** A shell without anything to do: what comes in on its input is what it runs. */
const isBareShell = ({ target }: Behaviour): boolean => BARE_SHELL.test(target?.trim() ?? '');

const SHELL = String.raw`(?:\S*[/\\])?(?:(?:ba|z|da|k|tc|c)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?|pwsh)`;
const BARE_SHELL = new RegExp(`^${SHELL}(?:\\s+(?:-[il]+|-NoProfile|${SHELL}))*$`, 'iu');
