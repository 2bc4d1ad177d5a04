import { ENDPOINT_WORDS, endpointOf } from '../../model/endpoints.js';
import type { Sign } from '../../model/profile.js';

/** Whether a program is started by a descriptor: it lies in memory alone, and no file is left to find (memfd_create(2)). */
export const startsFromMemory = (command: string | null): boolean =>
  /^(?:\/bin\/)?(?:(?:ba)?sh\s+-c\s+)?["']?\/proc\/(?:self|thread-self|\d+|…)\/fd\/\S/u.test(command ?? '');

/** Whether an address is a mining pool's. */
export const isPool = (target: string | null): boolean =>
  target !== null && (/stratum\+\w+:\/\//u.test(target) || endpointOf(target)?.kind === 'mining-pool');

/** Whether a sign names a mining pool: its text begins with what the endpoint is. */
export const namesPool = ({ text }: Sign): boolean => text.startsWith(`${ENDPOINT_WORDS['mining-pool']},`);

/** What a miner says first to a pool. */
export const speaksStratum = (target: string | null): boolean =>
  /\bmining\.(?:subscribe|authorize|submit)\b/u.test(target ?? '');

/** A download whose path names a miner. */
export const fetchesMiner = (target: string | null): boolean =>
  /\/(?:xmrig|xmr-stak|lolMiner|nbminer|gminer|cpuminer|ccminer|ethminer|SRBMiner|nanominer|t-rex)\b[^?]*\.(?:tar|t?gz|zip|exe|xz)\b|\/(?:xmrig|lolMiner\w*|nbminer|SRBMiner-Multi|T-Rex)\/releases\//iu.test(
    target ?? '',
  );
