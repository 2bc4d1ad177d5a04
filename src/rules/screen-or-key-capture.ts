import type { Level } from '../model/level.js';
import type { Behaviour, ProfileDelta } from '../model/profile.js';
import { rule } from './rule.js';
import { behaviourHits, hasInput, levelFor, newBehaviours, type ReachLevels, reachOf } from './support/behaviour.js';
import { describeNeighbour, type Neighbourhood, neighbourhoodOf, usesNetwork } from './support/chains.js';
import { carriesAway, LEAVES, levelsOf } from './support/leaving.js';

/**
 * Screen, keys, camera or microphone, watched unasked or sent away.
 *
 * Stealers take a picture when they start and keep a listener on the keys. A library that makes screenshots makes them when it is
 * called, and does not send them.
 */
export const screenOrKeyCapture = rule({
  id: 'screen-or-key-capture',
  level: 'block',
  confidence: 'high',
  needs: ['delta'],
  capec: [568, 648, 634],
  aliases: ['keylogger', 'spyware', 'runtime-keylogging', 'runtime-screencapture'],
  headline: 'watches the screen, keys, camera or microphone',
  summary: 'A release newly watches screen, keys, camera or microphone.',
  remedy:
    'Do not merge before you know why it watches and who gets to see it. If this release ever ran, change every password typed meanwhile.',

  check({ delta, profiles }) {
    const near = neighbourhoodOf(profiles, usesNetwork);
    return behaviourHits(
      newBehaviours(delta),
      delta.baseline,
      (behaviour) => levelOf(behaviour, delta, near),
      (behaviour) => {
        const [transfer] = behaviour.act === 'capture' ? transfersOf(behaviour, near) : [];
        return transfer === undefined ? null : `the same file uses the network: ${describeNeighbour(transfer)}`;
      },
    );
  },
});

function levelOf(behaviour: Behaviour, { baseline }: ProfileDelta, near: Neighbourhood): Level | null {
  const levels = levelsFor(behaviour, near);
  return levels === null ? null : levelFor(levels, behaviour, baseline);
}

function levelsFor(behaviour: Behaviour, near: Neighbourhood): ReachLevels | null {
  if (carriesAway(behaviour)) return hasInput(behaviour, 'captured') ? LEAVES : null;
  if (behaviour.act !== 'capture') return null;
  const beside = transfersOf(behaviour, near).length > 0;
  if (isRecorder(behaviour)) return beside ? SEES_AND_SENDS : RECORDS;
  if (beside) return listensToKeys(behaviour) ? KEYS_AND_SENDS : SEES_AND_SENDS;
  return WATCHES;
}

/** The network in the same file, where the way from what was seen to it was not: kept in a list, written to a file of unknown name. */
const transfersOf = (behaviour: Behaviour, near: Neighbourhood): readonly Behaviour[] =>
  near.inFile(behaviour).filter(({ when }) => reachOf(when) === reachOf(behaviour.when));

const listensToKeys = ({ callee, target }: Behaviour): boolean =>
  /^(?:pynput|keyboard|evdev|inputs|pyHook|PyWinhook|pyxhook|Quartz)\b|Hook|GetAsyncKeyState|GetKeyboardState/u.test(
    callee,
  ) || /\b(?:xinput|logkeys)\b/u.test(target ?? '');

/** Camera and microphone: scripts of students open one as soon as they are imported. */
const isRecorder = ({ callee, target }: Behaviour): boolean =>
  /^(?:cv2|sounddevice|soundcard|pyaudio|speech_recognition|pygame|VideoCapture|picamera)\b/u.test(callee) ||
  /\b(?:fswebcam|imagesnap|arecord|ffmpeg|termux-microphone-record)\b/u.test(target ?? '');

const WATCHES = levelsOf(['block', 'warn'], ['note', null]);
const RECORDS = levelsOf(['warn', 'note'], ['note', null]);
const SEES_AND_SENDS = levelsOf(['block', 'block'], ['note', null]);
const KEYS_AND_SENDS = levelsOf(['block', 'block'], ['warn', 'note']);
