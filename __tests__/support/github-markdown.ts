import type { Nodes, Root } from 'hast';
import rehypeRaw from 'rehype-raw';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

/** What GitHub's Markdown makes of a text, before its sanitizer: raw HTML is kept, so that a test sees all that got through. */
export function parseMarkdown(markdown: string): Root {
  const processor = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw);
  return processor.runSync(processor.parse(markdown));
}

export interface Seen {
  /** Tag names in document order. */
  readonly tags: readonly string[];
  readonly links: readonly string[];
  /** Text outside code, where GitHub looks for mentions, references, emoji codes and URLs. */
  readonly texts: readonly string[];
  readonly comments: readonly string[];
}

/** Elements, links and text of a document, as a reader would meet them. */
export function look(root: Root): Seen {
  const seen = { tags: [] as string[], links: [] as string[], texts: [] as string[], comments: [] as string[] };
  const walk = (node: Nodes, inCode: boolean): void => {
    if (node.type === 'text' && !inCode) seen.texts.push(node.value);
    if (node.type === 'comment') seen.comments.push(node.value);
    if (node.type === 'element') {
      seen.tags.push(node.tagName);
      if (node.tagName === 'a') seen.links.push(String(node.properties['href']));
    }
    const code = inCode || (node.type === 'element' && (node.tagName === 'code' || node.tagName === 'pre'));
    if ('children' in node) for (const child of node.children) walk(child, code);
  };
  walk(root, false);
  return seen;
}

/** What GitHub turns into a notification, a link or a picture, tried on each stretch of text. */
export const LIVE_TEXT: readonly RegExp[] = [
  /@[\w/-]/u,
  /#\w/u,
  /(?<![a-z0-9])gh-\d/iu,
  /(?:https?|ftp):\/\//iu,
  /(?<![a-z0-9])www\./iu,
  /:[\w+-]+:/u,
  /(?<![0-9a-z])(?=[0-9a-f]*\d)[0-9a-f]{7,40}(?![0-9a-z])/iu,
];
