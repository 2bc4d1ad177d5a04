import { type Constant, HOLE } from './constants.js';
import type { Frame } from './state.js';
import { pieceOf } from './texts.js';
import type { Value } from './value.js';

// A payload may lie in a file of data beside the code that decodes and runs it. Where such a file is read together with the rest of its
// distribution, its content is a constant like a literal.

/** Longest content that is taken for a constant; what runs code from more is told by that alone. */
const MAX_CONTENT = 512 * 1024;
/** Paths have names; fewer known characters than this fit too many files. */
const SHORTEST = 3;

/** What a file of the distribution holds, as `open` in that mode gives it; undefined when it is not known which file is meant. */
export function ownContent({ state }: Frame, path: Value, kind: 'text' | 'bytes'): Constant | undefined {
  const world = state.world.current;
  if (world === null) return undefined;
  const known = (pieceOf(path).split(HOLE).at(-1) ?? '').replaceAll('\\', '/').replace(/^(?:\.{0,2}\/)+/u, '');
  if (known.length < SHORTEST || known.includes('/../')) return undefined;
  // Its source is read and reached as what it is (`noteOwnRun`).
  if (kind === 'text' && /\.pyw?$/u.test(known)) return undefined;
  const bytes = world.modules.contentOf(known);
  if (bytes === null || bytes.length > MAX_CONTENT) return undefined;
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return kind === 'bytes' ? { bytes: content.toString('latin1') } : content.toString('utf8').replaceAll('\r\n', '\n');
}
