import { ICON, WORD } from '../report/view.js';
import { readMarker } from './marker.js';

const RED = new RegExp(`^## (?<headline>(?:${ICON.block} ${WORD.block}|${ICON.warn} ${WORD.warn}): .+)$`, 'mu');
const GREEN = `\n## ${ICON.pass} `;

/**
 * The new body with a line on what the report in its place said before, where that was a problem and this is none any more: whoever was told
 * of it must learn that it is resolved, not find it gone. The quoted line is our own, and what it holds of packages is escaped already.
 */
export function withResolvedNote(body: string, earlier: string): string {
  const head = readMarker(earlier)?.head;
  const headline = RED.exec(earlier.replaceAll('\r\n', '\n'))?.groups?.['headline'];
  const [first = '', ...rest] = body.split('\n\n');
  if (head === undefined || headline === undefined || !first.includes(GREEN)) return body;
  const note = `${ICON.pass} **Resolved.** At \`${head.slice(0, 7)}\` this report said: ${headline}`;
  return [first, note, ...rest].join('\n\n');
}
