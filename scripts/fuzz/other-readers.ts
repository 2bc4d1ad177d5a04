import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as zipjs from '@zip.js/zip.js';
import tarStream from 'tar-stream';
import { commonTopFolder, normalizePath } from '../../src/artifacts/paths.js';

/** What a library that others use sees in an archive, as sorted rows of path and SHA-256; null when it refuses the file. */
export async function contentsByOthers(bytes: Uint8Array, filename: string): Promise<string | null> {
  try {
    const read = bytes[0] === 0x1f ? await byTarStream(gunzipSync(bytes)) : await byZipJs(bytes);
    const top = filename.endsWith('.whl') ? null : commonTopFolder(read.map(({ path }) => path));
    const rows = read.map(({ path, content }) => [
      top === null ? path : path.slice(top.length + 1),
      createHash('sha256').update(content).digest('hex'),
    ]);
    return JSON.stringify(rows.toSorted());
  } catch {
    return null;
  }
}

interface ReadFile {
  readonly path: string;
  readonly content: Uint8Array;
}

async function byZipJs(bytes: Uint8Array): Promise<readonly ReadFile[]> {
  const reader = new zipjs.ZipReader(new zipjs.Uint8ArrayReader(bytes), { useWebWorkers: false, checkSignature: true });
  const read: ReadFile[] = [];
  for (const entry of await reader.getEntries()) {
    if (!('getData' in entry) || entry.getData === undefined) continue;
    read.push({ path: normalizePath(entry.filename), content: await entry.getData(new zipjs.Uint8ArrayWriter()) });
  }
  return read;
}

async function byTarStream(bytes: Uint8Array): Promise<readonly ReadFile[]> {
  const extract = tarStream.extract();
  extract.end(Buffer.from(bytes));
  const read: ReadFile[] = [];
  for await (const entry of extract) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
    if (entry.header.type === 'file')
      read.push({ path: normalizePath(entry.header.name), content: Buffer.concat(chunks) });
  }
  return read;
}
