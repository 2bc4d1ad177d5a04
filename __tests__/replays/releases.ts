import { type SdistOptions, sdist } from '../support/sdist.js';
import { type BuiltDistribution, type Files, type WheelOptions, wheel } from '../support/wheel.js';

/** A release before and the one that a pull request would bring in; without `base` it is a project's first release. */
export interface Replay {
  readonly base?: readonly BuiltDistribution[];
  readonly head: readonly BuiltDistribution[];
}

/** The earlier and the new release of the demo project as one wheel each, the new one with these files besides. */
export const update = (head: Files, base: Files = {}, options: WheelOptions = {}): Replay => ({
  base: [wheel(base, { version: '0.9.0' })],
  head: [wheel({ ...base, ...head }, options)],
});

/** The same as source distributions. */
export const sourceUpdate = (head: Files, base: Files = {}, options: SdistOptions = {}): Replay => ({
  base: [sdist(base, { version: '0.9.0' })],
  head: [sdist({ ...base, ...head }, options)],
});

/** A project's first release, one wheel. */
export const firstRelease = (head: Files): Replay => ({ head: [wheel(head)] });

/** Text that no compressor makes smaller and no reader understands; the same for the same seed. */
export function noise(bytes: number, seed = 7): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/';
  const out = new Uint8Array(bytes);
  let state = seed;
  for (let index = 0; index < bytes; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    out[index] = letters.charCodeAt(state >>> 26);
  }
  return Buffer.from(out).toString('latin1');
}

/** A script of generated names in one line, as a bundler's output looks. */
export const bundledScript = (bytes: number): string => `var _0x1f="${noise(bytes)}";// inert\n`;

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Every line four blanks further in. */
export const indented = (source: string): string => source.replaceAll(/^(?=.)/gmu, '    ');
