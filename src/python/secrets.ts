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
  /\/(?:Login Data|Web Data|Local State|Cookies|logins\.json|key[34]\.db|cookies\.sqlite)$/u,
  /User Data\/(?:Default|Profile)|\/User Data$|(?:Mozilla\/Firefox|\.mozilla\/firefox)\b/u,
  /(?:discord(?:canary|ptb)?\/)?Local Storage\/leveldb/u,
  /(?:^|\/)(?:Exodus|Electrum|atomic|Ledger Live|\.bitcoin|\.ethereum\/keystore|\.electrum|wallet\.dat|\.solana|solana\/id\.json|\.bittensor|metamask)(?:$|\/)/iu,
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
