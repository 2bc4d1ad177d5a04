import { createHash } from 'node:crypto';
import { buildZip } from './zip.js';

/** A built distribution: what an index would serve. */
export interface BuiltDistribution {
  readonly filename: string;
  readonly bytes: Uint8Array;
}

/** Path → content; null leaves out a file that the builder would otherwise make. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

export interface MetadataOptions {
  readonly name?: string;
  readonly version?: string;
  readonly summary?: string;
  /** `Requires-Dist` values. */
  readonly requires?: readonly string[];
  /** Further header lines of METADATA or PKG-INFO, each without its newline. */
  readonly headers?: readonly string[];
}

export interface WheelOptions extends MetadataOptions {
  /** `python-abi-platform`. */
  readonly tags?: string;
  /** Text of entry_points.txt. */
  readonly entryPoints?: string;
}

/**
 * A wheel with METADATA, WHEEL and RECORD made, and an inert `<name>/__init__.py` unless `files` brings one. The same bytes for the
 * same input. Its code does nothing: payloads in tests are comments or prints, and hosts end in `.invalid`.
 */
export function wheel(files: Files = {}, options: WheelOptions = {}): BuiltDistribution {
  const { name = 'demo', version = '1.0.0', tags = 'py3-none-any' } = options;
  const stem = `${importName(name)}-${version}`;
  const info = `${stem}.dist-info`;
  const content = present({
    [`${importName(name)}/__init__.py`]: `__version__ = '${version}'\n`,
    ...files,
    [`${info}/METADATA`]: files[`${info}/METADATA`] ?? metadataText(options),
    [`${info}/WHEEL`]: `Wheel-Version: 1.0\nGenerator: builder\nRoot-Is-Purelib: true\nTag: ${tags}\n`,
    ...(options.entryPoints === undefined ? {} : { [`${info}/entry_points.txt`]: options.entryPoints }),
  });
  const entries = [...content, { path: `${info}/RECORD`, content: recordText(content, info) }];
  return { filename: `${stem}-${tags}.whl`, bytes: buildZip(entries) };
}

interface NamedContent {
  readonly path: string;
  readonly content: string | Uint8Array;
}

/** The files that are not null, in the order given. */
export const present = (files: Files): readonly NamedContent[] =>
  Object.entries(files).flatMap(([path, content]) => (content === null ? [] : [{ path, content }]));

/** How a project's name is spelt in file names and, by default, as a package: PEP 427's escaping. */
export const importName = (name: string): string => name.replaceAll(/[-_.]+/gu, '_').toLowerCase();

/** METADATA or PKG-INFO. */
export function metadataText(options: MetadataOptions): string {
  const { name = 'demo', version = '1.0.0', summary = 'A demonstration.', requires = [], headers = [] } = options;
  const lines = [
    'Metadata-Version: 2.1',
    `Name: ${name}`,
    `Version: ${version}`,
    `Summary: ${summary}`,
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
    ...headers,
  ];
  return `${lines.join('\n')}\n`;
}

function recordText(content: readonly NamedContent[], info: string): string {
  const rows = content.map((file) => {
    const bytes = Buffer.from(file.content);
    return `${file.path},sha256=${createHash('sha256').update(bytes).digest('base64url')},${bytes.length}`;
  });
  return `${[...rows, `${info}/RECORD,,`].join('\n')}\n`;
}
