import { ACTS } from './acts.js';

/** Callables whose result comes from the network. */
export const NETWORK_ACTS: ReadonlySet<string> = new Set(
  [...ACTS].filter(([, row]) => row.act === 'fetch' || row.act === 'send').map(([name]) => name),
);
