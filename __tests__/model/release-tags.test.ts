import { describe, expect, test } from '@jest/globals';
import { normalizeName } from '../../src/model/names.js';
import { indexTags, tagFor } from '../../src/model/release-tags.js';
import { version } from '../support/model.js';

const find = (tags: readonly string[], at: string, name = 'demo-core') =>
  tagFor(indexTags(tags), normalizeName(name), version(at));

describe('a tag means the version', () => {
  test.each([
    { tag: '1.2.3', at: '1.2.3' },
    { tag: 'v1.2.3', at: '1.2.3' },
    { tag: 'V1.2', at: '1.2.0' },
    { tag: 'release-1.2.3', at: '1.2.3' },
    { tag: 'release/v1.2.3', at: '1.2.3' },
    { tag: 'rel_1_2_3', at: '1.2.3' },
    { tag: 'r1.2.3', at: '1.2.3' },
    { tag: 'v.1.2.3', at: '1.2.3' },
    { tag: 'demo-core-1.2.3', at: '1.2.3' },
    { tag: 'demo_core-v1.2.3', at: '1.2.3' },
    { tag: 'Demo.Core/v1.2.3', at: '1.2.3' },
    { tag: 'demo-core==1.2.3', at: '1.2.3' },
    { tag: '@demo-core@1.2.3', at: '1.2.3' },
    { tag: 'packages/demo-core/v1.2.3', at: '1.2.3' },
    { tag: 'python-demo-core-1.2.3', at: '1.2.3' },
    { tag: 'py-1.2.3', at: '1.2.3' },
    { tag: 'v2.0.0-rc.1', at: '2.0rc1' },
    { tag: 'v2.0.0b1', at: '2.0b1' },
    { tag: 'v1.2.3', at: '1.2.3+cu121' },
    { tag: '2026.1.15', at: '2026.1.15' },
  ])('$tag is $at', ({ tag, at }) => {
    expect(find([tag], at)).toEqual({ tag, of: 'own' });
  });

  test('a component with digits in its name keeps them', () => {
    expect(find(['boto3-1.2'], '1.2', 'boto3')).toEqual({ tag: 'boto3-1.2', of: 'own' });
  });

  test('of a repository with several packages, the tag of this one comes first', () => {
    expect(find(['demo-cli-v1.2.3', 'v1.2.3', 'demo-core-v1.2.3'], '1.2.3')).toEqual({
      tag: 'demo-core-v1.2.3',
      of: 'own',
    });
  });

  test('the tag of another package is known as such', () => {
    expect(find(['demo-cli-v1.2.3'], '1.2.3')).toEqual({ tag: 'demo-cli-v1.2.3', of: 'other' });
  });
});

describe('no tag means the version', () => {
  test.each([
    { name: 'another version', tags: ['v1.2.4', 'v1.2', 'v11.2.3', '1.2.3.4'] },
    { name: 'a pre-release of it', tags: ['v1.2.3rc1', 'v1.2.3.dev0'] },
    { name: 'no versions', tags: ['nightly', 'latest', '', 'v', '-', 'release'] },
    { name: 'a version inside a word', tags: ['build1.2.3'] },
    { name: 'a tag that is far too long', tags: [`${'v'.repeat(300)}1.2.3`] },
  ])('among $name', ({ tags }) => {
    expect(find(tags, '1.2.3')).toBeNull();
  });

  test('also of hostile names, in no time', () => {
    const tags = Array.from({ length: 2000 }, (_, index) => `${'1-'.repeat(120)}${index}x`);
    expect(find(tags, '1.2.3')).toBeNull();
  });
});
