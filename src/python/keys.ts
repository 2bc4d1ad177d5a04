import type { State } from './state.js';
import { KEY_MATERIAL, step, type Value } from './value.js';

/** Attributes of a key that anybody may know. */
const PUBLIC = /^(?:address|public_?key|pub_?key|verify_?key|network|chain_?id|path|name)$/iu;

/** What reading an attribute leaves of an object's provenance. */
export const tagsOfAttribute = (tags: number, name: string): number =>
  (tags & KEY_MATERIAL) !== 0 && PUBLIC.test(name) ? tags & ~KEY_MATERIAL : tags;

/** Words that mean the words that restore a wallet, whoever uses them. */
const PHRASE = /^(?:(?:wallet_)?mnemonics?(?:_phrase|_words)?|(?:seed|recovery|secret)_(?:phrase|words))$/iu;
/** Words that mean many kinds of keys, and that of a wallet only in code for wallets. */
const KEY =
  /^(?:wallet_)?(?:private_?key|priv_?key|secret_?key|keypair|key_?pair)(?:_?(?:hex|bytes|base58|b58|str))?$/iu;
const WALLET_MODULE =
  /^(?:solders|solana|solathon|anchorpy|eth_account|eth_keys|web3|bip_utils|bip32|bip32utils|bip39|mnemonic|hdwallet|bitcoinlib|bit|tronpy|xrpl|stellar_sdk|substrateinterface|bittensor_wallet|coincurve|base58)(?:\.|$)/u;

/** A parameter whose name says that the caller hands in a wallet's key: `def from_mnemonic(mnemonic)`. */
export function keyParameter(state: State, name: string, { value, offset }: { value: Value; offset: number }): Value {
  const isKey =
    PHRASE.test(name) || (KEY.test(name) && [...state.imports].some((module) => WALLET_MODULE.test(module)));
  if (!isKey) return value;
  const trail = step(value.trail, `is handed the wallet’s ${name.slice(0, 40)}`, state.place(offset));
  return { ...value, tags: value.tags | KEY_MATERIAL, trail };
}
