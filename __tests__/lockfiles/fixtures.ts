import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readLockfile } from '../../src/lockfiles/read.js';
import type { Lockfile } from '../../src/model/lockfile.js';

const ROOT = fileURLToPath(new URL('../fixtures/lockfiles/', import.meta.url));

export type FixtureSide = 'base' | 'head';

/** Names of the lockfile fixtures, each a directory with `base`, `head` and `made-by.txt`. */
export const fixtureNames = (): readonly string[] => readdirSync(ROOT).toSorted();

export const fixtureBytes = (name: string, side: FixtureSide, file: string): Uint8Array =>
  readFileSync(join(ROOT, name, side, file));

export const fixtureText = (name: string, side: FixtureSide, file: string): string =>
  readFileSync(join(ROOT, name, side, file), 'utf8');

export const hasFixture = (name: string, ...path: readonly string[]): boolean => existsSync(join(ROOT, name, ...path));

export const fixtureLock = (name: string, side: FixtureSide, file: string): Lockfile =>
  readLockfile(fixtureBytes(name, side, file), file);
