/** Miners by name, and by the flags and addresses that only they know. */
const MINER =
  /\b(?:xmrig\w*|xmr-stak|lolminer|nbminer|gminer|phoenixminer|teamredminer|cpuminer(?:-\w+)?|minerd|ccminer|ethminer|bfgminer|cgminer|nanominer|srbminer(?:-multi)?|wildrig(?:-multi)?|verthashminer|t-rex(?:\.exe)?\s+-a)\b|stratum\+\w+:\/\/|--donate-level\b|--randomx-\w+|--coin[= ](?:monero|xmr)\b|(?:-a|--algo)[= ](?:rx\/\w+|randomx|cn\/\w+|cryptonight|ethash|kawpow|autolykos2|etchash)\b/iu;

/** Who looks for a miner, or ends one, does not start it. */
const LOOKS_FOR =
  /^(?:\S*\/)?(?:sudo\s+)?(?:p?grep|pkill|killall|ps|which|where|pidof|taskkill|tasklist|rm|systemctl\s+(?:stop|status))\b/iu;

/** The part of a command that shows that it starts a miner; null where nothing does. */
export const minerSign = (command: string): string | null =>
  LOOKS_FOR.test(command) ? null : (MINER.exec(command)?.[0] ?? null);
