/** Bytes of a file, all of them or the parts that were fetched. */
export interface ByteWindow {
  /** Bytes of the whole file. */
  readonly size: number;
  /** From `first` up to but not including `end`; null where that lies outside the file or was not fetched. */
  readonly slice: (first: number, end: number) => Uint8Array | null;
}

export interface Chunk {
  readonly first: number;
  readonly bytes: Uint8Array;
}

export const wholeWindow = (bytes: Uint8Array): ByteWindow => ({
  size: bytes.length,
  slice: (first, end) => (first < 0 || first > end || end > bytes.length ? null : bytes.subarray(first, end)),
});

/** A file of which only chunks are at hand; they must not overlap. */
export function sparseWindow(size: number, chunks: readonly Chunk[]): ByteWindow {
  const sorted = chunks.toSorted((a, b) => a.first - b.first);
  return {
    size,
    slice(first, end) {
      const chunk = lastAtOrBefore(sorted, first);
      if (chunk === null || first > end || end > chunk.first + chunk.bytes.length) return null;
      return chunk.bytes.subarray(first - chunk.first, end - chunk.first);
    },
  };
}

function lastAtOrBefore(sorted: readonly Chunk[], position: number): Chunk | null {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.first ?? Number.POSITIVE_INFINITY) <= position) low = middle + 1;
    else high = middle;
  }
  return sorted[low - 1] ?? null;
}

/** Little-endian numbers of a record, as ZIP writes them. */
export const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** A 64-bit number; one beyond 2^53 becomes infinite, which every bound refuses. */
export function readUint64(view: DataView, offset: number): number {
  const value = view.getBigUint64(offset, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}
