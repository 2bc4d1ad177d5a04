import { expect, test } from '@jest/globals';
import { read } from './read.js';

// What decides whether a file is worth a syntax tree: a name that leads to an act, where it stands.
test.each([
  { name: 'http.client', source: 'import http.client\nhttp.client.HTTPSConnection("a.invalid")' },
  { name: 'http.client by from', source: 'from http import client as c\nc.HTTPSConnection("a.invalid")' },
  { name: 'socket', source: 'import socket\nsocket.socket().connect(("a.invalid", 1))' },
  { name: 'socket by from', source: 'from socket import socket as s\ns().connect(("a.invalid", 1))' },
  { name: 'the inner module of socket', source: 'import _socket as s\ns.socket().connect(("a.invalid", 1))' },
  { name: 'everything of socket', source: 'from socket import *\nsocket().connect(("a.invalid", 1))' },
  { name: 'a module under another name', source: 'import builtins as b\nb.exec("print(1)")' },
  { name: 'a module handed on', source: 'import importlib\ndef f(m):\n    pass\nf(importlib)' },
  { name: 'getattr on a module that acts', source: 'import os\ngetattr(os, "sys" + "tem")("id")' },
  { name: 'getattr on a submodule', source: 'import urllib.request\ngetattr(urllib.request, "url" + "open")("x")' },
  { name: 'urlopen', source: 'from urllib import request\nrequest.urlopen("https://a.invalid")' },
  { name: 'decoded text written to a file', source: 'import base64\nopen("x", "wb").write(base64.b64decode("eA=="))' },
  { name: 'system of os', source: 'import os as o\no.system("id")' },
  { name: 'the installer', source: 'import pip\npip.main(["install", "demo"])' },
  { name: 'the clipboard', source: 'import pyperclip\npyperclip.paste()' },
  { name: 'keys', source: 'import keyboard as k\nk.hook(print)' },
  { name: 'a program in memory', source: 'import os\nos.memfd_create("x")' },
  { name: 'full-width letters', source: 'import os\nos.ｓｙｓｔｅｍ("id")' },
])('of interest: $name', ({ source }) => {
  expect(read(source).tier).toBe('syntax');
});

test.each([
  { name: 'a web framework', source: 'from demo.http import Response\nfrom http import HTTPStatus\nresponse.http = 1' },
  {
    name: 'URLs taken apart',
    source: 'from urllib.parse import quote\nimport urllib.parse\nurllib.parse.urlsplit("x")',
  },
  { name: 'a variable named like a module', source: 'requests = []\nfor request in requests:\n    pass' },
  { name: 'constants of socket', source: 'import socket\nx = socket.AF_INET\ny = socket.gethostname()' },
  { name: 'names of builtins', source: 'import builtins\nfrom builtins import str\nx = builtins.open' },
  {
    name: 'a method of that name',
    source: 'class A:\n    def compile(self):\n        pass\n    def system(self):\n        pass',
  },
  { name: 'the system of the platform', source: 'import platform\nplatform.system()' },
  { name: 'getattr on something imported', source: 'from demo.conf import settings\ngetattr(settings, "X")' },
  { name: 'a clipboard of its own', source: 'clipboard = []\nkeyboard = {}\nclipboard.append(1)' },
  { name: 'decoding alone', source: 'import base64\nx = base64.b64decode("eA==")' },
  { name: 'modules of the installer', source: 'from pip._internal.utils import misc\nfrom pip._vendor.rich import x' },
])('everyday: $name', ({ source }) => {
  expect(read(source).tier).toBe('tokens');
});
