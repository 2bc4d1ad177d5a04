import { createHash } from 'node:crypto';

/** First line of every comment of ours: invisible, and how a later run finds the comment again. */
export interface Marker {
  /** Which of a repository's Lockgate jobs wrote it: two jobs on one pull request must not overwrite each other. */
  readonly key: string;
  readonly head: string;
  /** Of the text below the marker: an equal one is not written again. */
  readonly hash: string;
}

const MARKER = /^<!-- lockgate:v1 key=(?<key>[\w-]+) head=(?<head>[0-9a-f]+) hash=(?<hash>[0-9a-f]+) -->\n/u;

/** The text under its marker. */
export const withMarker = (text: string, { key, head }: Omit<Marker, 'hash'>): string =>
  `<!-- lockgate:v1 key=${key} head=${head} hash=${shortHash(text)} -->\n${text}`;

/** The marker that a comment opens with; null for any other comment. One further down is a quotation. */
export function readMarker(body: string): Marker | null {
  // GitHub stores some bodies with CRLF line ends.
  const { key, head, hash } = MARKER.exec(body.replace('\r\n', '\n'))?.groups ?? {};
  return key === undefined || head === undefined || hash === undefined ? null : { key, head, hash };
}

/** `default` for a repository's only job, else a short hash of what sets the job apart. */
export function jobKey(configPath: string, lockfiles: readonly string[], defaultConfigPath: string): string {
  if (configPath === defaultConfigPath && lockfiles.length === 0) return 'default';
  return shortHash(JSON.stringify([configPath, lockfiles]));
}

/** 64 bits of sha256 in hex: tells texts of our own apart. */
export const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);
