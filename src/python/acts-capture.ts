import type { Act } from '../model/profile.js';
import { CAPTURED, CLIPBOARD, HOST_FACTS, KEY_MATERIAL, NETWORK } from './value.js';

// Callables that watch the user or talk to a messenger, and those that hand out keys of wallets. Rows as in the table of acts.

interface Row {
  readonly act: Act;
  readonly on: readonly (number | string)[] | 'all';
  readonly gives: number;
}

type Rows = readonly (readonly [string, Row])[];

const each = (names: readonly string[], act: Act, gives = 0): Rows =>
  names.map((name) => [name, { act, on: 'all', gives }]);

/** Every member under every prefix; both are lists separated by blanks. */
const crossed = (prefixes: string, members: string): readonly string[] =>
  prefixes.split(' ').flatMap((prefix) => members.split(' ').map((member) => `${prefix}.${member}`));

const ON_TKINTER =
  'tkinter.Tk() tkinter.Text() tkinter.Frame() tkinter.Entry() tkinter.Toplevel() tkinter.Label() tkinter.Button() tkinter.Canvas() customtkinter.CTk()';
const ON_CLIPBOARDS = 'pyperclip clipboard pyperclip3 xerox copykitten jaraco.clipboard pandas.io.clipboard pyclip';
const ON_QT = crossed(
  'PyQt5 PyQt6 PySide2 PySide6 qtpy',
  'QtWidgets.QApplication.clipboard() QtWidgets.QApplication().clipboard() QtGui.QGuiApplication.clipboard() QtGui.QClipboard()',
).join(' ');
/** Ways to Windows' own library: by name, or opened as a file. */
const ON_USER32 = 'ctypes.windll.user32 ctypes.WinDLL() ctypes.CDLL() ctypes.windll.LoadLibrary() ctypes.cdll.user32';

const CLIPBOARDS: Rows = [
  ...each(crossed(ON_CLIPBOARDS, 'paste waitForPaste waitForNewPaste'), 'read-clipboard', CLIPBOARD),
  ...each(crossed(ON_TKINTER, 'clipboard_get selection_get'), 'read-clipboard', CLIPBOARD),
  ...each(crossed(ON_QT, 'text mimeData image pixmap'), 'read-clipboard', CLIPBOARD),
  ...each(crossed(ON_USER32, 'GetClipboardData'), 'read-clipboard', CLIPBOARD),
  ...each(
    [
      'win32clipboard.GetClipboardData',
      'pandas.read_clipboard',
      'PIL.ImageGrab.grabclipboard',
      'klembord.get_text',
      'klembord.get_with_rich_text',
      'wx.Clipboard.Get().GetData',
      'wx.TheClipboard.GetData',
      'kivy.core.clipboard.Clipboard.paste',
      'gi.repository.Gtk.Clipboard.get().wait_for_text',
      'AppKit.NSPasteboard.generalPasteboard().stringForType_',
    ],
    'read-clipboard',
    CLIPBOARD,
  ),
  ...each(crossed(ON_CLIPBOARDS, 'copy'), 'write-clipboard'),
  ...each(crossed(ON_TKINTER, 'clipboard_append'), 'write-clipboard'),
  ...each(crossed(ON_QT, 'setText setMimeData'), 'write-clipboard'),
  ...each(crossed(ON_USER32, 'SetClipboardData'), 'write-clipboard'),
  ...each(
    [
      'win32clipboard.SetClipboardData',
      'win32clipboard.SetClipboardText',
      'klembord.set_text',
      'wx.TheClipboard.SetData',
      'kivy.core.clipboard.Clipboard.copy',
      'gi.repository.Gtk.Clipboard.get().set_text',
    ],
    'write-clipboard',
  ),
];

/** Screens. */
const SCREENS: Rows = each(
  [
    ...['PIL.ImageGrab.grab', 'pyscreenshot.grab', 'pyscreenshot.grab_to_file', 'pyautogui.screenshot'],
    ...['pyscreeze.screenshot', 'autopy.bitmap.capture_screen', 'd3dshot.create().screenshot', 'dxcam.create().grab'],
    ...crossed('mss.mss() mss.MSS() mss.linux.MSS() mss.windows.MSS() mss.darwin.MSS()', 'grab shot save'),
    ...crossed('ctypes.windll.gdi32 ctypes.WinDLL()', 'BitBlt'),
    ...['win32ui.CreateDCFromHandle().CreateCompatibleDC().BitBlt', 'win32gui.BitBlt'],
    ...crossed('PyQt5 PyQt6 PySide2 PySide6', 'QtWidgets.QApplication.primaryScreen().grabWindow'),
    ...crossed('PyQt5 PyQt6 PySide2 PySide6', 'QtGui.QGuiApplication.primaryScreen().grabWindow'),
  ],
  'capture',
  CAPTURED,
);

/** Keys, by a listener that is handed a function or by asking for the state of a key. A hotkey is no capture. */
const KEYS: Rows = each(
  [
    ...['pynput.keyboard.Listener', 'pynput.keyboard.Events', 'pynput.mouse.Listener'],
    ...crossed('keyboard', 'hook on_press on_release record read_event read_key start_recording hook_key'),
    ...crossed('pyHook.HookManager() PyWinhook.HookManager() pyxhook.HookManager()', 'HookKeyboard start'),
    ...crossed(ON_USER32, 'SetWindowsHookExA SetWindowsHookExW GetAsyncKeyState GetKeyboardState'),
    ...['win32api.GetAsyncKeyState', 'win32api.GetKeyboardState', 'Quartz.CGEventTapCreate'],
    ...['evdev.InputDevice().read_loop', 'evdev.InputDevice().read', 'inputs.get_key'],
  ],
  'capture',
  CAPTURED,
);

/** Camera and microphone. */
const RECORDERS: Rows = each(
  [
    ...['cv2.VideoCapture', 'sounddevice.rec', 'sounddevice.InputStream', 'pyaudio.PyAudio().open'],
    ...['speech_recognition.Microphone', 'soundcard.default_microphone().record', 'pygame.camera.Camera'],
    ...['VideoCapture.Device', 'picamera.PiCamera'],
  ],
  'capture',
  CAPTURED,
);

const TELEGRAM =
  'telegram.Bot() telegram.bot.Bot() telebot.TeleBot() telebot.async_telebot.AsyncTeleBot() aiogram.Bot()';

/** Libraries of messengers. Those that only move what they are told where they are told are `send` like any other. */
const MESSENGERS: Rows = each(
  [
    ...crossed(
      'discord.SyncWebhook.from_url() discord.Webhook.from_url() discord.SyncWebhook.partial() discord.Webhook.partial() disnake.SyncWebhook.from_url() nextcord.SyncWebhook.from_url() dhooks.Webhook()',
      'send',
    ),
    ...['discord_webhook.DiscordWebhook().execute', 'discord_webhook.AsyncDiscordWebhook().execute'],
    'discordwebhook.Discord().post',
    ...crossed(TELEGRAM, 'send_message send_document send_photo send_media_group send_video send_audio'),
    ...crossed('telepot.Bot()', 'sendMessage sendDocument sendPhoto'),
    ...crossed('telethon.TelegramClient() telethon.sync.TelegramClient()', 'send_message send_file'),
    ...crossed('pyrogram.Client()', 'send_message send_document send_photo'),
    'telegram_send.send',
    ...crossed(
      'slack_sdk.WebClient() slack_sdk.web.WebClient() slack_sdk.web.client.WebClient() slack_sdk.web.async_client.AsyncWebClient() slack.WebClient() slackclient.SlackClient()',
      'chat_postMessage files_upload files_upload_v2',
    ),
    ...['slack_sdk.webhook.WebhookClient().send', 'slack_sdk.webhook.WebhookClient().send_dict'],
    ...['slack_webhook.Slack().post', 'slacker.Slacker().chat.post_message', 'pymsteams.connectorcard().send'],
    ...['apprise.Apprise().notify', 'notifiers.get_notifier().notify', 'pushover.Client().send_message'],
    ...['pushbullet.Pushbullet().push_note', 'pushbullet.Pushbullet().push_file', 'matterhook.Webhook().send'],
    ...['matrix_client.client.MatrixClient().join_room().send_text', 'nio.AsyncClient().room_send'],
  ],
  'send',
  NETWORK,
).map(([name, row]) => [
  name,
  { ...row, on: name.endsWith('().execute') || name.endsWith('card().send') ? ['self'] : row.on },
]);

export const CAPTURE_ACTS: Rows = [...CLIPBOARDS, ...SCREENS, ...KEYS, ...RECORDERS, ...MESSENGERS];

/** Host functions and libraries that ask a name server. */
export const NAME_QUERIES: readonly string[] = [
  ...crossed('socket gevent.socket', 'gethostbyname gethostbyname_ex getaddrinfo gethostbyaddr'),
  ...crossed('asyncio.get_event_loop() asyncio.get_running_loop()', 'getaddrinfo'),
  ...crossed(
    'dns.resolver dns.asyncresolver dns.resolver.Resolver() dns.asyncresolver.Resolver()',
    'query resolve resolve_name',
  ),
  ...[
    'dns.message.make_query',
    'dnslib.DNSRecord.question',
    'aiodns.DNSResolver().query',
    'aiodns.DNSResolver().gethostbyname',
  ],
  ...['pycares.Channel().query', 'scapy.all.DNSQR', 'scapy.layers.dns.DNSQR', 'DNS.Request().req'],
];

interface Source {
  readonly tags: number;
  readonly what: string;
}

const KEYPAIRS = crossed(
  'solders.keypair.Keypair solana.keypair.Keypair solana.publickey.Keypair',
  'generate from_bytes from_seed from_secret_key from_base58_string from_string from_json from_seed_phrase_and_passphrase from_seed_and_derivation_path',
);
const ACCOUNTS = crossed(
  'eth_account.Account eth_account.account.Account eth_account.Account() web3.Account web3.auto.w3.eth.account web3.Web3().eth.account',
  'create from_key from_mnemonic create_with_mnemonic privateKeyToAccount decrypt',
);
const PHRASES = [
  ...crossed('mnemonic.Mnemonic()', 'generate to_mnemonic to_seed to_hd_master_key'),
  ...['mnemonic.Mnemonic.to_seed', 'bip_utils.Bip39MnemonicGenerator().FromWordsNumber'],
  ...crossed('bip_utils.Bip39SeedGenerator() bip_utils.SolanaSeedGenerator()', 'Generate'),
  ...['bip_utils.Bip44.FromSeed', 'bip_utils.Bip44.FromPrivateKey', 'bip_utils.Bip32Slip10Secp256k1.FromSeed'],
  ...['hdwallet.HDWallet().from_mnemonic', 'hdwallet.utils.generate_mnemonic', 'bip39.phrase_to_seed'],
];
const OTHER_KEYS = [
  ...['solders.keypair.Keypair', 'solana.keypair.Keypair', 'bit.Key', 'bit.PrivateKey', 'bitcoinlib.keys.HDKey'],
  ...[
    'bitcoinlib.keys.Key',
    'bitcoinlib.mnemonic.Mnemonic().generate',
    'tronpy.keys.PrivateKey',
    'tronpy.keys.PrivateKey.random',
  ],
  ...[
    'eth_keys.keys.PrivateKey',
    'xrpl.wallet.Wallet.create',
    'xrpl.wallet.Wallet.from_seed',
    'stellar_sdk.Keypair.random',
  ],
  ...[
    'stellar_sdk.Keypair.from_secret',
    'substrateinterface.Keypair.create_from_mnemonic',
    'substrateinterface.Keypair.generate_mnemonic',
  ],
];

/** What hands out a private key or the words that restore it. */
export const KEY_SOURCES: readonly (readonly [string, Source])[] = [
  ...[...KEYPAIRS, ...ACCOUNTS, ...PHRASES, ...OTHER_KEYS].map((name): [string, Source] => [
    name,
    { tags: KEY_MATERIAL, what: `makes a wallet’s key with ${name.split('.').slice(-2).join('.')}` },
  ]),
  ['getmac.get_mac_address', { tags: HOST_FACTS, what: 'reads the hardware address' }],
];
