import { type Fetched, found, unavailable } from '../model/fetched.js';
import { parseUrl } from '../model/urls.js';
import { type HtmlTag, htmlTags } from './html.js';
import {
  type IndexedProject,
  indexedProject,
  malformed,
  type PageContext,
  type PageEntry,
  type PageStatus,
  readStatus,
} from './project-page.js';

/** Reads a project page in HTML: PEP 503 with PEP 592 (yanked), 740 (provenance) and 792 (status). It tells no sizes and no times. */
export function parseSimpleHtml(text: string, context: PageContext): Fetched<IndexedProject> {
  const tags = [...htmlTags(text)];
  const pageUrl = baseOf(tags, context.pageUrl);
  const entries = tags.filter(({ name }) => name === 'a').flatMap((tag) => readAnchor(tag, pageUrl));
  const meta = metaOf(tags);

  const version = meta.get('pypi:repository-version');
  if (version !== undefined && !/^1(?:\.\d+)?$/u.test(version)) {
    return unavailable(
      `the page of ${context.name} at ${context.indexUrl} is of API version ${JSON.stringify(version)}, and only 1 is understood`,
    );
  }
  // A log-in or error page comes with status 200 too, and would look like a project whose files were all removed.
  if (entries.length === 0 && version === undefined) {
    return unavailable(`${context.indexUrl} answered for ${context.name} with an HTML page that lists no file`);
  }
  return found(indexedProject({ ...context, pageUrl }, statusOf(meta), entries));
}

/** pip and browsers resolve links against `<base>` when the page has one. */
const baseOf = (tags: readonly HtmlTag[], pageUrl: string): string => {
  const href = tags.find(({ name }) => name === 'base')?.attributes.get('href');
  return href === undefined ? pageUrl : (parseUrl(href, pageUrl)?.href ?? pageUrl);
};

const metaOf = (tags: readonly HtmlTag[]): ReadonlyMap<string, string> =>
  new Map(
    tags
      .filter(({ name }) => name === 'meta')
      .map(({ attributes }) => [attributes.get('name') ?? '', attributes.get('content') ?? '']),
  );

const statusOf = (meta: ReadonlyMap<string, string>): PageStatus => ({
  status: readStatus(meta.get('pypi:project-status') ?? null),
  statusReason: meta.get('pypi:project-status-reason') ?? null,
});

function readAnchor({ attributes }: HtmlTag, pageUrl: string): readonly PageEntry[] {
  const href = attributes.get('href');
  if (href === undefined) return [];
  const url = parseUrl(href, pageUrl);
  if (url === null) return [malformed(`the link ${JSON.stringify(href.slice(0, 120))}`)];
  // Installers take the file's name from the URL, not from the text of the link.
  const filename = lastSegment(url);
  // Links to a parent folder, a home page or a sort order stand beside the files on the listing of a plain web server.
  if (!isDistribution(filename)) return [];
  return [
    {
      kind: 'file',
      file: {
        filename,
        url: url.href,
        hashes: fragmentHash(url.hash),
        size: null,
        uploadTime: null,
        yanked: attributes.get('data-yanked') ?? null,
        provenance: attributes.get('data-provenance') ?? null,
        requiresPython: attributes.get('data-requires-python') ?? null,
      },
    },
  ];
}

const isDistribution = (filename: string): boolean =>
  /\.(?:whl|egg|zip|exe|msi|rpm|dmg|deb|tgz|tbz2?|tar\.\w+)$/iu.test(filename);

function lastSegment({ pathname }: URL): string {
  const segment = pathname.slice(pathname.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** `#sha256=…`, as PEP 503 writes it. */
function fragmentHash(fragment: string): Readonly<Record<string, string>> {
  const { algorithm, hex } = /^#(?:.*&)?(?<algorithm>[a-z0-9_]+)=(?<hex>[0-9a-f]+)$/iu.exec(fragment)?.groups ?? {};
  return algorithm === undefined || hex === undefined ? {} : { [algorithm]: hex };
}
