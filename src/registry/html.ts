/** A start tag with its attributes (lower-case names, entities decoded) and the text up to the next tag. */
export interface HtmlTag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * Start tags of an HTML page, in order, each character looked at once. Enough for index pages (PEP 503 asks for anchors and
 * nothing else), total on any text: a tag that never ends ends the reading.
 */
export function* htmlTags(text: string): Generator<HtmlTag> {
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    // What stands in a comment is no link.
    if (text.startsWith('<!--', at)) {
      const end = text.indexOf('-->', at + 4);
      if (end === -1) return;
      at = end + 3;
      continue;
    }
    const end = endOfTag(text, at + 1);
    if (end === -1) return;
    const name = TAG_NAME.exec(text.slice(at + 1, Math.min(end, at + 40)))?.[0].toLowerCase();
    if (name !== undefined) yield { name, attributes: readAttributes(text.slice(at + 1 + name.length, end)) };
    at = end + 1;
  }
}

const TAG_NAME = /^[a-z][a-z0-9]*/iu;

/** Position of the `>` that ends the tag; one inside quotes does not. */
function endOfTag(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === '>') return at;
  }
  return -1;
}

// Every branch consumes, and no two can match the same start: linear.
const ATTRIBUTE = /(?<name>[^\s=/"'>]+)(?:\s*=\s*(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'>]+)))?/gu;

function readAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const { groups } of text.matchAll(ATTRIBUTE)) {
    const name = groups?.['name']?.toLowerCase() ?? '';
    // HTML keeps the first of two attributes of one name.
    if (!attributes.has(name))
      attributes.set(name, decodeEntities(groups?.['double'] ?? groups?.['single'] ?? groups?.['bare'] ?? ''));
  }
  return attributes;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const decodeEntities = (text: string): string =>
  text.replaceAll(
    /&(?:#x(?<hex>[0-9a-f]{1,6})|#(?<decimal>\d{1,7})|(?<name>amp|lt|gt|quot|apos));/giu,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
