/**
 * `node scripts/render-comment.mjs COMMENT.md OUT.html [OUT.png] [--dark] [--height PIXELS]` shows a comment as GitHub would.
 *
 * GitHub's own pipeline is not public. This one uses its style sheet and its allow-list of elements; mentions, issue references,
 * emoji codes and images are not imitated. The picture needs Chromium; without one only the page is written.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import rehypeRaw from 'rehype-raw';
import rehypeSanitize, { defaultSchema } from 'rehype-sanitize';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';

const WIDTH = 830;
const ALERT = /^\s*\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*/u;

/**
 * The comment as a whole HTML page.
 * @param {string} markdown
 * @param {'light' | 'dark'} theme
 * @param {string | null} by what the bot is seen to have done, as the head of the box; null for text without a box
 */
export function renderComment(markdown, theme = 'light', by = null) {
  const body = unified()
    .use(remarkParse)
    .use(remarkGfm)
    .use(remarkRehype, { allowDangerousHtml: true })
    .use(rehypeRaw)
    .use(rehypeSanitize, allowed())
    .use(rehypeAlerts)
    .use(rehypeStringify)
    .processSync(markdown)
    .toString();
  const style = readFileSync(
    createRequire(import.meta.url).resolve(`github-markdown-css/github-markdown-${theme}.css`),
    'utf8',
  );
  const [ground, line, soft] = theme === 'dark' ? ['#0d1117', '#3d444d', '#151b23'] : ['#fff', '#d1d9e0', '#f6f8fa'];
  const page = [
    `body{margin:0;padding:${by === null ? '24px 32px' : '16px'};background:${ground}}`,
    `.box{border:1px solid ${line};border-radius:6px}.box>header{background:${soft};border-bottom:1px solid ${line};border-radius:6px 6px 0 0;padding:8px 16px;font-size:14px}.box>div{padding:16px}`,
  ].join('');
  const header = `<header><strong>github-actions</strong> bot ${by}</header>`;
  const content = by === null ? body : `<div class="box">${header}<div>${body}</div></div>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comment</title><style>${style}${page}</style></head><body class="markdown-body">${content}</body></html>\n`;
}

/** GitHub keeps `open` on details; the library's list forgets it. */
const allowed = () => ({
  ...defaultSchema,
  attributes: { ...defaultSchema.attributes, details: [...(defaultSchema.attributes?.['details'] ?? []), 'open'] },
});

/** `> [!WARNING]` as the box GitHub draws; the sanitizer has run by then, so the class survives. */
function rehypeAlerts() {
  /** @param {any} node */
  const walk = (node) => {
    const text = node.tagName === 'blockquote' ? firstText(node) : null;
    const kind = text === null ? undefined : ALERT.exec(text.value)?.[1]?.toLowerCase();
    if (kind !== undefined) {
      text.value = text.value.replace(ALERT, '');
      node.tagName = 'div';
      node.properties = { className: ['markdown-alert', `markdown-alert-${kind}`] };
      const title = { type: 'text', value: `${kind[0]?.toUpperCase()}${kind.slice(1)}` };
      node.children.unshift({
        type: 'element',
        tagName: 'p',
        properties: { className: ['markdown-alert-title'] },
        children: [title],
      });
    }
    for (const child of node.children ?? []) walk(child);
  };
  return walk;
}

/** @param {any} node @returns {any} */
function firstText(node) {
  if (node.type === 'text') return node.value.trim() === '' ? null : node;
  for (const child of node.children ?? []) {
    const text = firstText(child);
    if (text !== null) return text;
  }
  return null;
}

const BINARIES = [
  '/usr/lib/chromium/chromium',
  ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium of this machine, or null. */
export function findChromium() {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = BINARIES.flatMap((name) =>
    name.startsWith('/') ? [name] : folders.map((folder) => join(folder, name)),
  );
  return candidates.find((path) => existsSync(path)) ?? null;
}

/**
 * Draws a page; false where the machine has no Chromium or it cannot start.
 * @param {string} page path of the HTML file
 * @param {string} picture path of the PNG to write
 * @param {number} height pixels
 */
export function takePicture(page, picture, height) {
  const size = [`--window-size=${WIDTH},${height}`, `--screenshot=${resolve(picture)}`];
  return chromium([...size, pathToFileURL(resolve(page)).href]) !== null && existsSync(picture);
}

/**
 * Pixels that a page needs when it is as wide as a picture; null without a Chromium.
 * @param {string} page path of the HTML file
 */
export function heightOf(page) {
  const folder = mkdtempSync(join(tmpdir(), 'comment-'));
  const copy = join(folder, 'measured.html');
  // Without its policy, which lets no script run.
  const text = readFileSync(page, 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/u, '');
  const script =
    '<script>document.body.dataset.height = document.documentElement.getBoundingClientRect().height</script>';
  writeFileSync(copy, text.replace('</body>', `${script}</body>`));
  const dom = chromium([`--window-size=${WIDTH},600`, '--dump-dom', pathToFileURL(copy).href]);
  rmSync(folder, { recursive: true, force: true });
  const height = /data-height="(?<height>[\d.]+)"/u.exec(dom ?? '')?.groups?.['height'];
  return height === undefined ? null : Math.ceil(Number(height));
}

/**
 * What Chromium prints; null where there is none or it cannot start.
 * @param {readonly string[]} args
 */
function chromium(args) {
  const binary = findChromium();
  if (binary === null) return null;
  const profile = mkdtempSync(join(tmpdir(), 'comment-'));
  const common = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', `--user-data-dir=${profile}`];
  const { status, stdout } = spawnSync(binary, [...common, ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 60_000,
  });
  rmSync(profile, { recursive: true, force: true });
  return status === 0 ? stdout : null;
}

/** @param {readonly string[]} args */
function main(args) {
  const at = args.indexOf('--height');
  const height = at === -1 ? 1600 : Number.parseInt(args[at + 1] ?? '', 10);
  const [source, page, picture] = args.filter((arg, index) => !arg.startsWith('--') && (at === -1 || index !== at + 1));
  if (source === undefined || page === undefined) {
    console.error('Usage: node scripts/render-comment.mjs COMMENT.md OUT.html [OUT.png] [--dark] [--height PIXELS]');
    return 2;
  }
  writeFileSync(page, renderComment(readFileSync(source, 'utf8'), args.includes('--dark') ? 'dark' : 'light'));
  if (picture === undefined || takePicture(page, picture, height)) return 0;
  console.error(`No Chromium could draw ${picture}; the page is at ${page}.`);
  return 1;
}

const [, entry, ...rest] = process.argv;
if (entry !== undefined && realpathSync(entry) === fileURLToPath(import.meta.url)) process.exitCode = main(rest);
