import { gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { describeFile } from '../../src/content/traits.js';
import { elf, fatMachO, gif, javaClass, jpeg, machO, noise, npy, pe, png, wav } from '../support/binaries.js';
import { pyc } from '../support/bytecode.js';
import { pickledCall, pickledData } from '../support/pickle.js';
import { buildZip } from '../support/zip.js';

const starts = (text: string, size = 64): Buffer => Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(size)]);
const zipOf = (path: string): Buffer => Buffer.from(buildZip([{ path, content: 'x' }]));
const call = { module: 'builtins', name: 'print', argument: 'inert' };

describe('format', () => {
  test.each([
    { name: 'ELF', bytes: elf(), format: 'elf' },
    { name: 'PE', bytes: pe(), format: 'pe' },
    { name: 'text that begins with MZ', bytes: Buffer.from('MZ is a place'), format: null },
    { name: 'Mach-O', bytes: machO(), format: 'mach-o' },
    { name: 'Mach-O for two processors', bytes: fatMachO(), format: 'mach-o' },
    { name: 'a Java class, which begins alike', bytes: javaClass(), format: 'java-class' },
    { name: 'WebAssembly', bytes: starts('\0asm\x01\0\0\0'), format: 'wasm' },
    { name: 'a static library', bytes: starts('!<arch>\nx.o/'), format: 'ar' },
    { name: 'a Debian package', bytes: starts('!<arch>\ndebian-binary'), format: 'deb' },
    { name: 'an RPM package', bytes: starts('\xed\xab\xee\xdb'), format: 'rpm' },
    { name: 'an Android program', bytes: starts('dex\n035\0'), format: 'dex' },
    { name: 'compiled Lua', bytes: starts('\x1bLuaS'), format: 'lua-bytecode' },
    { name: 'a Windows shortcut', bytes: starts('L\0\0\0\x01\x14\x02\0'), format: 'lnk' },
    { name: 'an installer or old document', bytes: starts('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'), format: 'ole' },
    { name: 'bytecode', bytes: pyc({}), format: 'pyc' },
    { name: 'bytecode of Python 2', bytes: pyc({}, { tag: '2.7' }), format: 'pyc' },
    { name: 'a C header with Windows line ends', bytes: Buffer.from('/*\r\n * public api\r\n */\r\n'), format: null },
    { name: 'a ZIP', bytes: zipOf('a.txt'), format: 'zip' },
    { name: 'a Java archive', bytes: zipOf('META-INF/MANIFEST.MF'), format: 'jar' },
    { name: 'arrays of numpy', bytes: zipOf('x.npy'), format: 'npz' },
    { name: 'a torch model', bytes: zipOf('archive/data.pkl'), format: 'torch' },
    { name: 'an office document', bytes: zipOf('[Content_Types].xml'), format: 'office' },
    { name: 'gzip', bytes: gzipSync('x'), format: 'gzip' },
    { name: 'bzip2', bytes: starts('BZh91AY&SY'), format: 'bzip2' },
    { name: 'text that begins with BZh', bytes: Buffer.from('BZhang wrote this'), format: null },
    { name: 'xz', bytes: starts('\xfd7zXZ\0'), format: 'xz' },
    { name: 'zstd', bytes: starts('\x28\xb5\x2f\xfd'), format: 'zstd' },
    { name: '7z', bytes: starts('7z\xbc\xaf\x27\x1c'), format: '7z' },
    { name: 'rar', bytes: starts('Rar!\x1a\x07\x01\0'), format: 'rar' },
    { name: 'cab', bytes: starts('MSCF\0\0\0\0'), format: 'cab' },
    { name: 'tar', bytes: Buffer.concat([Buffer.alloc(257), starts('ustar\0')]), format: 'tar' },
    { name: 'PNG', bytes: png(), format: 'png' },
    { name: 'JPEG', bytes: jpeg(), format: 'jpeg' },
    { name: 'GIF', bytes: gif(), format: 'gif' },
    { name: 'WAV', bytes: wav(), format: 'wav' },
    { name: 'WebP', bytes: starts('RIFF\x20\0\0\0WEBPVP8 '), format: 'webp' },
    { name: 'PDF', bytes: starts('%PDF-1.7'), format: 'pdf' },
    { name: 'MP3', bytes: starts('ID3\x04\0'), format: 'mp3' },
    { name: 'FLAC', bytes: starts('fLaC'), format: 'flac' },
    { name: 'Ogg', bytes: starts('OggS'), format: 'ogg' },
    { name: 'MP4', bytes: starts('\0\0\0\x20ftypisom'), format: 'mp4' },
    { name: 'TrueType', bytes: starts('\0\x01\0\0\0\x0c'), format: 'ttf' },
    { name: 'WOFF', bytes: starts('wOFF'), format: 'woff' },
    { name: 'SQLite', bytes: starts('SQLite format 3\0'), format: 'sqlite' },
    { name: 'HDF5', bytes: starts('\x89HDF\r\n\x1a\n'), format: 'hdf5' },
    { name: 'Parquet', bytes: Buffer.concat([starts('PAR1'), Buffer.from('PAR1')]), format: 'parquet' },
    { name: 'a numpy array', bytes: npy(Buffer.alloc(8), '<f8'), format: 'npy' },
    { name: 'a pickle', bytes: pickledData(), format: 'pickle' },
    { name: 'a pickle in text', bytes: pickledCall(call, 0), format: 'pickle' },
    { name: 'a text that begins like one', bytes: Buffer.from('copyright\n2026\nby nobody.'), format: null },
    { name: 'nothing', bytes: Buffer.alloc(0), format: null },
  ])('$name', ({ bytes, format }) => {
    expect(describeFile(bytes, 'a.bin').format).toBe(format);
  });
});

describe('disguised', () => {
  test.each([
    { name: 'a library called text', path: 'a.txt', bytes: elf() },
    { name: 'a Windows program called data', path: 'a.dat', bytes: pe() },
    { name: 'a Java class called picture', path: 'a.png', bytes: javaClass() },
    { name: 'bytecode called table', path: 'a.csv', bytes: pyc({}) },
    { name: 'a ZIP called picture', path: 'a.png', bytes: zipOf('a.txt') },
    { name: 'a 7z called font', path: 'a.ttf', bytes: starts('7z\xbc\xaf\x27\x1c') },
    { name: 'a gzip called picture', path: 'a.png', bytes: gzipSync('x') },
    { name: 'a picture that is a ZIP as well', path: 'a.png', bytes: png(zipOf('__main__.py')) },
    { name: 'a text that is a ZIP as well', path: 'a.txt', bytes: Buffer.concat([Buffer.from('hello\n'), zipOf('a')]) },
  ])('$name', ({ path, bytes }) => {
    expect(describeFile(bytes, path).traits).toContain('disguised');
  });

  test.each([
    { name: 'a library', path: 'a.so', bytes: elf() },
    { name: 'a program without an ending', path: 'tool', bytes: elf() },
    { name: 'firmware', path: 'a.bin', bytes: elf() },
    { name: 'a ZIP by another name of it', path: 'model.ckpt', bytes: zipOf('a') },
    { name: 'a page that is stored compressed', path: 'a.js', bytes: gzipSync('x') },
    { name: 'a document', path: 'a.docx', bytes: zipOf('[Content_Types].xml') },
    { name: 'a picture', path: 'a.png', bytes: png() },
    { name: 'a picture of another kind', path: 'a.png', bytes: jpeg() },
    { name: 'a text', path: 'a.txt', bytes: Buffer.from('PK are my initials') },
  ])('not: $name', ({ path, bytes }) => {
    expect(describeFile(bytes, path).traits).not.toContain('disguised');
  });
});

describe('trailing data', () => {
  const rest = noise(3000);

  test.each([
    { name: 'PNG', path: 'a.png', bytes: png(rest) },
    { name: 'JPEG', path: 'a.jpg', bytes: jpeg(rest) },
    { name: 'GIF', path: 'a.gif', bytes: gif(rest) },
    { name: 'WAV', path: 'a.wav', bytes: wav(1000, rest) },
  ])('$name', ({ path, bytes }) => {
    expect(describeFile(bytes, path).traits).toEqual(['trailing-data']);
  });

  test.each([
    { name: 'PNG', path: 'a.png', bytes: png() },
    { name: 'JPEG', path: 'a.jpg', bytes: jpeg() },
    { name: 'a second JPEG behind the first, as cameras write', path: 'a.jpg', bytes: jpeg(jpeg()) },
    { name: 'GIF', path: 'a.gif', bytes: gif() },
    { name: 'WAV', path: 'a.wav', bytes: wav() },
    { name: 'padding', path: 'a.png', bytes: png(Buffer.alloc(5000)) },
    { name: 'a few bytes of an editor', path: 'a.png', bytes: png(noise(500)) },
    { name: 'a picture that is cut off', path: 'a.png', bytes: png().subarray(0, 50) },
  ])('not: $name', ({ path, bytes }) => {
    expect(describeFile(bytes, path).traits).toEqual([]);
  });
});

describe('high entropy', () => {
  const base64 = noise(40_000).toString('base64');
  const floats = Buffer.from(new Float64Array(20_000).map((_, index) => Math.sin(index) * index).buffer);

  test.each([
    { name: 'random bytes', path: 'words.dat', bytes: noise(100_000) },
    {
      name: 'random bytes behind the first bytes of a picture',
      path: 'a.png',
      bytes: Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), noise(100_000)]),
    },
    { name: 'noise called sound', path: 'a.wav', bytes: Buffer.concat([wav(10), noise(100_000)]) },
    { name: 'one long line of base64', path: 'words.txt', bytes: Buffer.from(base64) },
    {
      name: 'base64 in lines',
      path: 'a.json',
      bytes: Buffer.from(`{"data": "${base64.replaceAll(/.{76}/gu, '$&\n')}"}`),
    },
    { name: 'one long line of hex', path: 'a.txt', bytes: Buffer.from(noise(40_000).toString('hex')) },
  ])('$name', ({ path, bytes }) => {
    expect(describeFile(bytes, path).traits).toContain('high-entropy');
  });

  test.each([
    { name: 'prose', path: 'a.txt', bytes: Buffer.from('The quick brown fox jumps over the lazy dog.\n'.repeat(1000)) },
    { name: 'a list of words', path: 'a.txt', bytes: Buffer.from('Zebra\nApple\nQuartz\n'.repeat(3000)) },
    {
      name: 'a list of hashes',
      path: 'a.txt',
      bytes: Buffer.from(noise(40_000).toString('hex').replaceAll(/.{64}/gu, '$&\n')),
    },
    {
      name: 'certificates',
      path: 'a.pem',
      bytes: Buffer.from(
        Array.from(
          { length: 30 },
          (_, seed) =>
            `-----BEGIN CERTIFICATE-----\n${noise(900, seed + 1)
              .toString('base64')
              .replaceAll(/.{64}/gu, '$&\n')}\n-----END CERTIFICATE-----\n`,
        ).join(''),
      ),
    },
    {
      name: 'a drawing that holds a picture',
      path: 'a.svg',
      bytes: Buffer.from(`<svg><image href="data:image/png;base64,${png(noise(40_000)).toString('base64')}"/></svg>`),
    },
    { name: 'numbers', path: 'a.dat', bytes: floats },
    { name: 'zeros', path: 'a.dat', bytes: Buffer.alloc(100_000) },
    { name: 'a sequence of bases', path: 'a.fa', bytes: Buffer.from('GATTACA'.repeat(10_000)) },
    { name: 'an archive', path: 'a.gz', bytes: gzipSync(noise(100_000)) },
    { name: 'a few random bytes', path: 'a.key', bytes: noise(4000) },
  ])('not: $name', ({ path, bytes }) => {
    expect(describeFile(bytes, path).traits).not.toContain('high-entropy');
  });
});
