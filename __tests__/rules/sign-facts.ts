import type { Sign, SignKind } from '../../src/model/profile.js';
import { at } from './deltas.js';

/** A sign on import. */
export const sign = (kind: SignKind, text: string, overrides: Partial<Sign> = {}): Sign => ({
  kind,
  text,
  when: ['import'],
  at: at('demo/__init__.py'),
  fingerprint: `${kind} ${text}`,
  ...overrides,
});
