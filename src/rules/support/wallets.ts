import type { Behaviour } from '../../model/profile.js';

/** Stores of wallets, by whose they are: one program reads its own, a thief reads them all. */
const WALLETS: readonly (readonly [family: string, pattern: RegExp])[] = [
  ['Exodus', /\bExodus\b|exodus\.wallet|aholpfdialjgjfhomihkjbmgjidlcdno/iu],
  ['Electrum', /\bElectrum\b|ElectronCash/iu],
  ['Atomic', /(?:^|[/\\])atomic(?:$|[/\\])/iu],
  ['Ledger or Trezor', /Ledger Live|@trezor/iu],
  ['Coinomi, Guarda, Jaxx, Armory or Daedalus', /Coinomi|Guarda|liberty\.jaxx|Armory|Daedalus/iu],
  [
    'a browser’s wallet',
    /metamask|Local Extension Settings|IndexedDB[/\\]+chrome-extension_|nkbihfbeogaeaoehlefnkodbefgpgknn|ejbalbakoplchlghecdalmeeajnimhm|bfnaelmomeimhlpmgjnjophhpkkoljpa|ibnejdfjmmkpcnlpebklmnkoeoihofec|hnfanknocfeofbddgcijnmhnfnkdnaad|fhbohimaelbohpjbbldcngcnapndodjp|egjidjbpglichdcondbcbdnbeeppgdph|fnjhmkhhmkbjkkabndcnnogagogbneec|mcohilncbfahbmgdjkbpemcciiolgcge|acmacodkjbdgmoleebolmdjonilkdbch|dmkamcknogkgcdfhhbddcghachkejeap|bhhhlbepdkbapadjdnnojkbgioiodbic|aflkmfhebedbjioipglgcbcmnbpgliof/iu,
  ],
  ['Ethereum', /Ethereum[/\\]+keystore/iu],
  ['Solana', /\.solana\b|solana[/\\]+id\.json/iu],
  ['Bittensor', /\.bittensor\b/iu],
  ['Monero', /Monero[/\\]+wallets/iu],
  ['Bitcoin and its kin', /wallet\.dat|\.(?:bitcoin|litecoin|dogecoin|dashcore)\b|\bZcash\b|Bytecoin|MultiDoge/iu],
  ['Sui, Aptos or NEAR', /\.(?:sui|aptos|near-credentials)\b/iu],
];

/** Whose wallets an act or the steps that lead to it name. */
export const walletsOf = ({ target, steps }: Behaviour): readonly string[] => {
  const text = [target ?? '', ...steps.filter(({ what }) => REACHES.test(what)).map(({ what }) => what)].join('\n');
  return WALLETS.filter(([, pattern]) => pattern.test(text)).map(([family]) => family);
};

const REACHES = /^reaches for /u;
