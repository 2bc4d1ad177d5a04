import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normalizeName } from '../../src/model/names.js';
import { htmlTags } from '../../src/registry/html.js';
import { parseSimpleHtml } from '../../src/registry/simple-html.js';

const CONTEXT = {
  name: normalizeName('demo'),
  indexUrl: 'https://index.invalid/simple',
  pageUrl: 'https://index.invalid/simple/demo/',
};
const HASH = `sha256=${'a'.repeat(64)}`;

function files(html: string) {
  const project = parseSimpleHtml(html, CONTEXT);
  if (project.kind !== 'found') throw new Error(JSON.stringify(project));
  return project.value.files;
}

describe('links', () => {
  test.each<{ name: string; html: string; url: string; filename?: string }>([
    {
      name: 'relative to the page',
      html: '<a href="demo-1.0.tar.gz">x</a>',
      url: 'https://index.invalid/simple/demo/demo-1.0.tar.gz',
    },
    {
      name: 'relative to the host',
      html: '<a href="/f/demo-1.0.tar.gz">x</a>',
      url: 'https://index.invalid/f/demo-1.0.tar.gz',
    },
    {
      name: 'absolute',
      html: '<a href="https://files.invalid/demo-1.0.tar.gz">x</a>',
      url: 'https://files.invalid/demo-1.0.tar.gz',
    },
    {
      name: 'relative to <base>',
      html: '<base href="https://files.invalid/d/"><a href="demo-1.0.tar.gz">x</a>',
      url: 'https://files.invalid/d/demo-1.0.tar.gz',
    },
    {
      name: 'in single quotes',
      html: "<a href='demo-1.0.tar.gz'>x</a>",
      url: 'https://index.invalid/simple/demo/demo-1.0.tar.gz',
    },
    {
      name: 'without quotes',
      html: '<a href=demo-1.0.tar.gz>x</a>',
      url: 'https://index.invalid/simple/demo/demo-1.0.tar.gz',
    },
    {
      name: 'in capitals, over lines',
      html: '<A\n  HREF = "demo-1.0.tar.gz"\n>x</A>',
      url: 'https://index.invalid/simple/demo/demo-1.0.tar.gz',
    },
    {
      name: 'with entities',
      html: '<a href="demo-1.0.tar.gz?a=1&amp;b=&#x32;">x</a>',
      url: 'https://index.invalid/simple/demo/demo-1.0.tar.gz?a=1&b=2',
    },
    {
      name: 'after an attribute that holds a >',
      html: '<a data-requires-python=">=3.8" href="demo-1.0.tar.gz">x</a>',
      url: 'https://index.invalid/simple/demo/demo-1.0.tar.gz',
    },
    {
      name: 'with an escaped plus',
      html: '<a href="demo-1.0%2Bcu121-py3-none-any.whl">x</a>',
      url: 'https://index.invalid/simple/demo/demo-1.0%2Bcu121-py3-none-any.whl',
      filename: 'demo-1.0+cu121-py3-none-any.whl',
    },
  ])('$name', ({ html, url, filename }) => {
    expect(files(html)).toMatchObject([{ url, filename: filename ?? 'demo-1.0.tar.gz' }]);
  });

  test('the name is the URL’s, as installers take it, not the text’s', () => {
    expect(files('<a href="demo-1.0.tar.gz">demo-2.0.tar.gz</a>')).toMatchObject([
      { filename: 'demo-1.0.tar.gz', version: '1.0' },
    ]);
  });

  test('the hash is read from the fragment, which is no part of the URL', () => {
    expect(files(`<a href="demo-1.0.tar.gz#${HASH}">x</a>`)).toMatchObject([
      { url: 'https://index.invalid/simple/demo/demo-1.0.tar.gz', hashes: [`sha256:${'a'.repeat(64)}`] },
    ]);
  });

  test.each([
    { name: 'in a comment', html: '<!-- <a href="demo-9.tar.gz"> --><a href="demo-1.0.tar.gz">x</a>' },
    { name: 'to the parent folder', html: '<a href="../">Parent</a><a href="demo-1.0.tar.gz">x</a>' },
    { name: 'to a signature', html: '<a href="demo-1.0.tar.gz.asc">x</a><a href="demo-1.0.tar.gz">x</a>' },
  ])('one $name is none', ({ html }) => {
    expect(files(html)).toHaveLength(1);
  });

  test.each<{ name: string; attribute: string; yanked: string | null }>([
    { name: 'without a reason', attribute: ' data-yanked', yanked: '' },
    { name: 'with an empty reason', attribute: ' data-yanked=""', yanked: '' },
    { name: 'with a reason', attribute: ' data-yanked="broken &lt;3"', yanked: 'broken <3' },
    { name: 'not at all', attribute: '', yanked: null },
  ])('yanked $name', ({ attribute, yanked }) => {
    expect(files(`<a href="demo-1.0.tar.gz"${attribute}>x</a>`)).toMatchObject([{ yanked }]);
  });

  test('provenance is resolved', () => {
    expect(files('<a href="demo-1.0.tar.gz" data-provenance="/p/1">x</a>')).toMatchObject([
      { provenance: 'https://index.invalid/p/1' },
    ]);
  });

  test('one that is no URL is a gap', () => {
    const project = parseSimpleHtml('<a href="https://[">x</a><a href="demo-1.0.tar.gz">x</a>', CONTEXT);

    expect(project).toMatchObject({
      value: { files: [{}], gaps: [{ message: expect.stringContaining('the link "https://["') }] },
    });
  });
});

describe('pages', () => {
  test('an empty one that says it is an index page is a project without files', () => {
    expect(files('<meta name="pypi:repository-version" content="1.0">')).toEqual([]);
  });

  test('an empty one that does not say so is unavailable: a log-in page looks the same', () => {
    expect(parseSimpleHtml('<h1>Welcome</h1>', CONTEXT)).toMatchObject({ kind: 'unavailable' });
  });

  test('one of another API version is unavailable', () => {
    expect(
      parseSimpleHtml('<meta name="pypi:repository-version" content="2.0"><a href="demo-1.0.tar.gz">x</a>', CONTEXT),
    ).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('"2.0"'),
    });
  });
});

describe('tags', () => {
  test.each([
    { name: 'a tag that never ends', html: '<a href="x' },
    { name: 'a comment that never ends', html: '<!-- x' },
    { name: 'a lone bracket', html: 'a < b' },
  ])('$name gives nothing', ({ html }) => {
    expect([...htmlTags(html)]).toEqual([]);
  });

  test('any text is read without a throw', () => {
    const pieces = fc.constantFrom(
      '<a ',
      'href',
      '=',
      '"',
      "'",
      '>',
      '<',
      '<!--',
      '-->',
      '&#x110000;',
      '&amp',
      ' ',
      'demo-1.tar.gz',
      '#sha256=',
      '%zz',
      '</a>',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 40 }), (parts) => {
        const project = parseSimpleHtml(parts.join(''), CONTEXT);
        expect(['found', 'unavailable']).toContain(project.kind);
      }),
    );
  });

  test('a tag of ten million characters that never ends is read in one pass', () => {
    expect([...htmlTags('<a "'.repeat(2_500_000))]).toEqual([]);
  });
});
