/** Stores of credentials, keys, wallets and browser profiles, as scripts name them; compared with `/` as the only separator. */
const SECRETS =
  /(?:^|[/=@])\.(?:ssh\/(?:id_\w+|\*|$)|ssh$|aws(?:\/credentials|$)|azure(?:\/|$)|kube(?:\/config|$)|docker\/config\.json|netrc$|pypirc$|npmrc$|git-credentials$|pgpass$|gnupg(?:\/|$)|vault-token$|config\/gcloud|bash_history$|zsh_history$|bitcoin|ethereum|electrum|solana)|\/etc\/shadow$|(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$|application_default_credentials\.json|\/(?:Login Data|Local State|logins\.json|key4\.db|wallet\.dat)$|User Data\/Default|Local Storage\/leveldb|\/proc\/self\/environ|\/(?:var\/)?run\/secrets\//u;

export const isSecretPath = (word: string): boolean =>
  word.length < 400 && SECRETS.test(word.replaceAll('\\', '/').replace(/^~\//u, '/home/'));

/** Files from which shells, schedulers and desktops later start code. */
const LASTING =
  /(?:^|\/)\.(?:bashrc|bash_profile|bash_login|zshrc|zshenv|zprofile|profile|xprofile)$|\/LaunchAgents\/|\/LaunchDaemons\/|systemd\/(?:user|system)\/|\/autostart\/|Start Menu\/Programs\/Startup|^\/etc\/(?:cron|profile|init\.d|rc\.local|ld\.so\.preload)|\/\.ssh\/authorized_keys$|CurrentVersion\/Run|\.git\/hooks\/|(?:site|dist)-packages\/[^/]*\.pth$/iu;

export const isLastingPath = (word: string): boolean => word.length < 400 && LASTING.test(word.replaceAll('\\', '/'));
