/** Parses a URL without throwing. */
export function parseUrl(text: string, base?: string): URL | null {
  return URL.canParse(text, base) ? new URL(text, base) : null;
}

/**
 * One spelling per simple index, so that a trailing slash, a default port or a credential never looks like another index.
 * Text that is no URL (a local flat index) is kept as it is.
 */
export function canonicalIndexUrl(text: string): string {
  const known = canonical.get(text);
  if (known !== undefined) return known;
  const result = toCanonicalIndexUrl(text);
  if (canonical.size < MAX_REMEMBERED) canonical.set(text, result);
  return result;
}

// A lockfile repeats the same few indexes in each of its thousands of entries.
const canonical = new Map<string, string>();
const MAX_REMEMBERED = 100;

function toCanonicalIndexUrl(text: string): string {
  const url = parseUrl(text);
  if (url === null) return text.trim();
  url.username = '';
  url.password = '';
  url.hash = '';
  url.pathname = withoutTrailingSlashes(url.pathname);
  return url.href.replace(/\/$/u, '');
}

/** Without the slashes at the end. A pattern such as `/+$` is quadratic in text that is full of slashes. */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && (text[end - 1] === '/' || text[end - 1] === '\\')) end -= 1;
  return text.slice(0, end);
}

/** The URL without user name and password: what may be shown or compared. */
export function withoutCredentials(text: string): string {
  const url = parseUrl(text);
  if (url === null || (url.username === '' && url.password === '')) return text;
  url.username = '';
  url.password = '';
  return url.href;
}

/** Whether the URL carries a user name or password; `git+ssh://git@host` does, and that is ordinary. */
export const hasCredentials = (text: string): boolean => {
  const url = parseUrl(text);
  return url !== null && (url.username !== '' || url.password !== '');
};

/** Lower-case host with port, null for text without a host. */
export const hostOf = (text: string): string | null => parseUrl(text)?.host.toLowerCase() || null;
