/**
 * The answer of something outside. The three kinds never share a value: "there is no such thing" may become a finding,
 * "we do not know" may only become a gap.
 */
export type Fetched<T> = Found<T> | Absent | Unavailable;

export interface Found<T> {
  readonly kind: 'found';
  readonly value: T;
}

export interface Absent {
  readonly kind: 'absent';
}

export interface Unavailable {
  readonly kind: 'unavailable';
  /** One clause for a reader, e.g. `pypi.org did not answer within 15 s`. */
  readonly reason: string;
}

export const found = <T>(value: T): Found<T> => ({ kind: 'found', value });

export const absent: Absent = { kind: 'absent' };

export const unavailable = (reason: string): Unavailable => ({ kind: 'unavailable', reason });

/** Applies `change` to a found value and leaves the other two kinds as they are. */
export function mapFetched<T, U>(fetched: Fetched<T>, change: (value: T) => U): Fetched<U> {
  return fetched.kind === 'found' ? found(change(fetched.value)) : fetched;
}
