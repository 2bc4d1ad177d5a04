/** Times the stages of a run by a clock that tests can set. */
export interface Stopwatch {
  <T>(stage: string, work: Promise<T>): Promise<T>;
  /** Milliseconds by stage, in the order they ended. */
  readonly times: () => Readonly<Record<string, number>>;
}

export function stopwatch(clock: { readonly now: () => number }): Stopwatch {
  const times: Record<string, number> = {};
  const watch = async <T>(stage: string, work: Promise<T>): Promise<T> => {
    const start = clock.now();
    const result = await work;
    times[stage] = clock.now() - start;
    return result;
  };
  return Object.assign(watch, { times: () => ({ ...times }) });
}
