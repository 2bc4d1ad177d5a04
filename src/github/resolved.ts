import { ICON } from '../report/view.js';
import { earlierVerdict } from './earlier.js';

const GREEN = `\n## ${ICON.pass} `;

/**
 * The new body with a line on what the report in its place said before, where that was a problem and this is none any more: whoever was told
 * of it must learn that it is resolved, not find it gone. The quoted line is our own, and what it holds of packages is escaped already.
 */
export function withResolvedNote(body: string, earlier: string): string {
  const before = earlierVerdict(earlier);
  const [first = '', ...rest] = body.split('\n\n');
  if (before === null || before.headline.startsWith(ICON.pass) || !first.includes(GREEN)) return body;
  const note = `${ICON.pass} **Resolved.** At \`${before.head.slice(0, 7)}\` this report said: ${before.headline}`;
  return [first, note, ...rest].join('\n\n');
}
