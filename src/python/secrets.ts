/** Environment variables whose names say that they hold a secret. */
const SECRET_NAME =
  /TOKEN|SECRET|PASSW|PASSPHRASE|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL|_AUTH$|AUTH_|^(?:AWS|AZURE|GITHUB|GITLAB|TWINE|NPM|PYPI|VAULT|OPENAI|ANTHROPIC|SLACK|DISCORD)_/u;

// Where a socket or file lies is no secret, whatever lies there.
const NO_SECRET =
  /_(?:SOCK|SOCKET|FILE|PATH|DIR|HOME|URL|URI|HOST|PORT|REGION|TIMEOUT|ACTIONS|WORKSPACE|REPOSITORY|REF|SHA|VERSION|MODEL|ENDPOINT)$|^GITHUB_(?:RUN|JOB|EVENT|SERVER|ACTION)/u;

export function isSecretVariable(name: string): boolean {
  const upper = name.toUpperCase();
  return SECRET_NAME.test(upper) && !NO_SECRET.test(upper);
}

/** Paths of stores that hold credentials, keys, wallets or browser profiles. Compared with `/` as the only separator. */
const SECRET_PATHS: readonly RegExp[] = [
  /(?:^|\/)\.ssh(?:$|\/(?!known_hosts|config(?:$|\b)))/u,
  /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/u,
  /(?:^|\/)\.aws(?:$|\/)/u,
  /(?:^|\/)\.azure(?:$|\/)/u,
  /(?:^|\/)\.config\/gcloud|application_default_credentials\.json/u,
  /(?:^|\/)\.kube(?:$|\/)/u,
  /(?:^|\/)\.docker\/config\.json/u,
  /(?:^|\/)\.(?:netrc|pypirc|npmrc|git-credentials|pgpass|my\.cnf|vault-token|terraformrc|gem\/credentials)$/u,
  /(?:^|\/)\.gnupg(?:$|\/)/u,
  /(?:^|\/)\.(?:bash_history|zsh_history|python_history|mysql_history|psql_history)$/u,
  /^\/etc\/(?:passwd|shadow|sudoers)$/u,
  // Browsers: the files that hold logins and cookies, and the folders of profiles, on the three systems.
  /\/(?:Login Data(?: For Account)?|Web Data|Local State|Cookies|logins\.json|key[34]\.db|cookies\.sqlite|signons\.sqlite|formhistory\.sqlite|Cookies\.binarycookies)$/u,
  /User Data\/(?:Default|Profile)|\/User Data$|(?:Mozilla\/Firefox|\.mozilla\/firefox|Firefox\/Profiles|LibreWolf\/Profiles|Waterfox\/Profiles)\b/u,
  /(?:^|\/)Opera Software\/Opera (?:GX |Crypto )?Stable\b|Application Support\/(?:Google\/Chrome|BraveSoftware|Microsoft Edge|Vivaldi|Arc\/User Data|com\.operasoftware)/u,
  /(?:^|\/)\.config\/(?:google-chrome|chromium|BraveSoftware|microsoft-edge|vivaldi|opera|yandex-browser)(?:$|\/)/u,
  // Messengers and games whose stores hold a session.
  /(?:discord(?:canary|ptb)?\/)?Local Storage\/leveldb|Telegram Desktop\/tdata|Signal\/(?:sql|config\.json)|Steam\/config\/loginusers\.vdf/u,
  // Wallets: programs, extensions of browsers by their folder or id, and what command-line clients keep.
  /(?:^|\/)(?:Exodus|exodus\.wallet|Electrum(?:-LTC)?|ElectronCash|atomic|Ledger Live|Coinomi|Guarda|com\.liberty\.jaxx|Armory|Daedalus(?: Mainnet)?|@trezor|Zcash|Bytecoin|MultiDoge|\.bitcoin|\.litecoin|\.dogecoin|\.dashcore|\.electrum|wallet\.dat|\.solana|solana\/id\.json|\.bittensor|\.sui|\.aptos|\.near-credentials|metamask)(?:$|\/)/iu,
  /(?:^|\/)\.?Ethereum\/keystore(?:$|\/)|Monero\/wallets|Local Extension Settings(?:$|\/)|IndexedDB\/chrome-extension_/iu,
  /\b(?:nkbihfbeogaeaoehlefnkodbefgpgknn|ejbalbakoplchlghecdalmeeeajnimhm|bfnaelmomeimhlpmgjnjophhpkkoljpa|ibnejdfjmmkpcnlpebklmnkoeoihofec|hnfanknocfeofbddgcijnmhnfnkdnaad|fhbohimaelbohpjbbldcngcnapndodjp|egjidjbpglichdcondbcbdnbeeppgdph|fnjhmkhhmkbjkkabndcnnogagogbneec|aholpfdialjgjfhomihkjbmgjidlcdno|mcohilncbfahbmgdjkbpemcciiolgcge|acmacodkjbdgmoleebolmdjonilkdbch|dmkamcknogkgcdfhhbddcghachkejeap|bhhhlbepdkbapadjdnnojkbgioiodbic|aflkmfhebedbjioipglgcbcmnbpgliof)\b/u,
  // Passwords that systems and clients keep.
  /Microsoft\/(?:Credentials|Vault|Protect)(?:$|\/)|FileZilla\/(?:recentservers|sitemanager)\.xml|(?:^|\/)\.password-store(?:$|\/)|\.kdbx$/u,
  /Library\/Keychains|login\.keychain/u,
  /(?:^|\/)proc\/self\/environ$|^\/proc\/(?:\d+|\uFFFC)\/(?:environ|mem)$/u,
  /^\/var\/run\/secrets\/|^\/run\/secrets\/kubernetes/u,
];

/** Whether a path, possibly with unknown parts, names a store of secrets. */
export function isSecretPath(path: string): boolean {
  if (path.length > 400 || path.includes('\n') || path.includes('://')) return false;
  const slashed = path.replaceAll('\\', '/').replaceAll(/\/{2,}/gu, '/');
  return SECRET_PATHS.some((pattern) => pattern.test(slashed));
}
