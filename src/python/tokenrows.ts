import { ACTS } from './acts.js';

/** Callables whose result comes from the network. */
export const NETWORK_ACTS: ReadonlySet<string> = new Set(
  [...ACTS].filter(([, row]) => row.act === 'fetch' || row.act === 'send').map(([name]) => name),
);

/** Callables whose result was seen on the screen, the keyboard or the clipboard, with that provenance. */
export const WATCHING_ACTS: ReadonlyMap<string, number> = new Map(
  [...ACTS]
    .filter(([, { act }]) => act === 'capture' || act === 'read-clipboard')
    .map(([name, { gives }]) => [name, gives]),
);
