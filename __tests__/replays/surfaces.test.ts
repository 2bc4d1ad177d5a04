import { describe, expect, test } from '@jest/globals';
import type { Surface } from '../../src/model/profile.js';
import { play } from './replay.js';
import { ORDINARY, SURFACES } from './surfaces.js';

const described = ({ when, kind, text }: Surface): string => `${when} ${kind}: ${text}`;

describe('a new download that is run', () => {
  test.each(SURFACES)('$when: $name', async ({ replay, surface, when, level }) => {
    const { profiles, findings } = await play(replay);

    const surfaces = profiles.flatMap((profile) => profile.surfaces).map(described);
    if (surface !== null) expect(surfaces.filter((text) => text.startsWith(surface))).not.toEqual([]);
    const run = profiles.flatMap(({ behaviours }) => behaviours).filter(({ act }) => act === 'run-process');
    expect(run.map((behaviour) => behaviour.when[0])).toContain(when);
    const found = findings.filter(({ ruleId }) => ruleId === 'download-and-run');
    expect(found.map((finding) => finding.level)).toEqual(level === null ? [] : [level]);
  });
});

describe('ordinary code at the same places', () => {
  test.each(ORDINARY)('$name', async ({ replay }) => {
    const { findings } = await play(replay);

    expect(
      findings.filter(({ level }) => level !== 'note').map(({ ruleId, message }) => `${ruleId}: ${message}`),
    ).toEqual([]);
  });
});
