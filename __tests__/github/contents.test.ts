import { expect, test } from '@jest/globals';
import { contentsOf, issueKey } from '../../src/github/contents.js';
import type { Event } from '../../src/github/event.js';

const SHA = 'a'.repeat(40);
const schedule: Event = { kind: 'whole', name: 'schedule', headSha: SHA };
const byHand: Event = { kind: 'whole', name: 'workflow_dispatch', headSha: SHA };

test.each<{ readonly name: string; readonly event: Event; readonly read: boolean; readonly key: string }>([
  { name: 'a schedule', event: schedule, read: false, key: 'default' },
  { name: 'a run that is started by hand', event: byHand, read: true, key: 'default-code' },
  { name: 'a push', event: { kind: 'push', baseSha: null, headSha: SHA }, read: true, key: 'default' },
])('$name', ({ event, read, key }) => {
  expect(contentsOf(event).read).toBe(read);
  expect(issueKey('default', event)).toBe(key);
});
