import type { DependencyChange, LockDiff } from '../model/change.js';

/** One part of a review that is cut over several machines; `index` counts from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

/** Reads `2/8`; null when it is no shard. */
export function parseShard(text: string): Shard | null {
  const [, index, of] = /^(\d{1,3})\/(\d{1,3})$/u.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  return shard.index >= 1 && shard.index <= shard.of ? shard : null;
}

/**
 * The changes of one shard. By the project's name, so that all versions and lockfiles of a project are read on one machine, and so that
 * every machine cuts alike without talking to another.
 */
export const changesOf = (diff: LockDiff, shard: Shard | null): LockDiff =>
  shard === null ? diff : { ...diff, changes: diff.changes.filter((change) => isIn(change, shard)) };

const isIn = ({ name }: DependencyChange, { index, of }: Shard): boolean => hashOf(name) % of === index - 1;

/** FNV-1a, 32 bit: the same on every machine and for ever. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
