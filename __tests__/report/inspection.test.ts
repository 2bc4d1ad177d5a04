import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Inspection } from '../../src/model/inspection.js';
import type { Profile } from '../../src/model/profile.js';
import { decide } from '../../src/policy/decide.js';
import { inspectionJson } from '../../src/report/inspection-json.js';
import { renderInspection } from '../../src/report/inspection-text.js';
import { hostileText } from '../support/hostile.js';
import { behaviour, change, emptyDelta, finding, locked, member, surface, version } from '../support/report.js';
import { schemaCheck } from '../support/schemas.js';

const BARE_METADATA = {
  licenceExpression: null,
  licence: null,
  classifiers: [],
  emails: [],
  projectUrls: {},
  requiresPython: null,
  descriptionLength: 0,
};

function profile(text: string): Profile {
  const at = member(text, 3, text, text);
  return {
    analyser: '1',
    artifact: text,
    kind: 'sdist',
    sha256: 'a'.repeat(64),
    metadata: {
      name: locked('demo', '1.1').name,
      version: version('1.1'),
      summary: text,
      ...BARE_METADATA,
      requiresDist: [text],
    },
    inventory: [{ path: text, kind: 'python', size: 3, sha256: 'b'.repeat(64), gitId: null, format: null, traits: [] }],
    topLevelNames: [text],
    surfaces: [surface('install', at)],
    behaviours: [behaviour('run-process', 'install', at)],
    signs: [],
    buildRequires: [],
    anomalies: [{ kind: 'duplicate', message: text, path: text }],
    gaps: [],
  };
}

function inspection(text: string, compared: boolean): Inspection {
  const update = change('demo', { from: compared ? '1.0' : null, to: '1.1' });
  const head = profile(text);
  const findings = [
    finding('install-time-execution', update, { message: text, locations: [member(text, 3, text, text)] }),
  ];
  const gaps = [{ stage: 'profile', subject: text, message: 'demo.so is native code, which nobody read.' } as const];
  const [nothing] = [{ added: [], changed: [], gone: [] }];
  return {
    artifact: text,
    verdict: decide({ findings, gaps, problems: [], policy: { onGap: 'warn' } }),
    findings,
    profiles: compared ? [head, head] : [head],
    delta: { ...emptyDelta(update), surfaces: { ...nothing, added: head.surfaces } },
    gaps,
    seconds: 0.25,
  };
}

test.each([
  { name: 'scan', given: inspection('demo-1.1.tar.gz', false) },
  { name: 'compare', given: inspection('demo 1.0 → demo 1.1', true) },
])('$name fits its schema', ({ name, given }) => {
  const check = schemaCheck(name);
  expect(check(JSON.parse(JSON.stringify(inspectionJson(given)))) ? [] : check.errors).toEqual([]);
});

test.each([
  { name: 'a scan has a profile', compared: false, shape: { profile: { artifact: 'demo' }, delta: null } },
  {
    name: 'a comparison has a delta',
    compared: true,
    shape: { profile: null, delta: { baseline: { kind: 'locked', version: '1.0' } } },
  },
])('$name', ({ compared, shape }) => {
  expect(inspectionJson(inspection('demo', compared))).toMatchObject({
    ...shape,
    verdict: 'block',
    complete: false,
    seconds: 0.25,
  });
});

describe('as text', () => {
  test('a scan', () => {
    expect(renderInspection(inspection('demo-1.1.tar.gz', false))).toMatchInlineSnapshot(`
"⛔ Block: demo-1.1.tar.gz starts programs or uses the network while it is installed (incomplete)
  demo-1.1.tar.gz: 1 file, code at install, 1 behaviour
  block: install-time-execution (high confidence)
    demo-1.1.tar.gz
    | demo-1.1.tar.gz
    |   demo-1.1.tar.gz:3: demo-1.1.tar.gz
    What to do: Do not merge before someone has looked at it.
    More: https://github.com/lockgate/lockgate/blob/main/docs/rules/install-time-execution.md
  ❓ Not checked: demo.so is native code, which nobody read.
  0.25 s"
`);
  });

  test('a comparison says what is new', () => {
    expect(renderInspection(inspection('demo', true))).toContain('Newly, against 1.0: code at install');
  });

  test('holds nothing that a terminal or runner obeys', () => {
    fc.assert(
      fc.property(hostileText, fc.boolean(), (text, compared) => {
        const lines = renderInspection(inspection(text, compared)).split('\n');
        expect(lines.filter((line) => /^\s*::/u.test(line) || line.includes('##['))).toEqual([]);
        expect(lines.join('').replaceAll(/[⚠ℹ]\uFE0F/gu, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }),
    );
  });
});
