import { describe, expect, test } from '@jest/globals';
import { Response } from 'undici';
import { MAX_TOTAL_WAIT, patiently } from '../../src/github/patience.js';
import { recordLog } from '../support/github-client.js';

const NOW = 1_700_000_000_000;

type Answer = () => Response;

const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  () =>
    new Response(body, { status, headers });

const broken: Answer = () => {
  throw new Error('the connection broke');
};

/** Answers in turn, the last one for ever; tells the status that came out and every wait. */
async function ask(method: string, answers: readonly Answer[], requests = 1) {
  const waits: number[] = [];
  let sent = 0;
  const send = patiently(async () => (answers[Math.min(sent++, answers.length - 1)] ?? broken)(), {
    clock: { now: () => NOW },
    log: recordLog(),
    sleep: async (milliseconds) => {
      waits.push(milliseconds);
    },
  });
  const outcomes: (number | string)[] = [];
  for (let request = 0; request < requests; request += 1) {
    outcomes.push(
      await send('https://api.invalid/', { method }).then(
        ({ status }) => status,
        (error: unknown) => String(error),
      ),
    );
  }
  return { outcomes, waits, sent };
}

describe('waits and asks again', () => {
  test.each([
    { name: '429 with seconds', answers: [answer(429, { 'retry-after': '7' }), answer(200)], waits: [7000] },
    {
      name: '429 with a date',
      answers: [answer(429, { 'retry-after': new Date(NOW + 5000).toUTCString() }), answer(200)],
      waits: [5000],
    },
    { name: '429 without a hint', answers: [answer(429), answer(200)], waits: [60_000] },
    {
      name: '403 at the end of the hourly limit',
      answers: [
        answer(403, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 + 30) }),
        answer(200),
      ],
      waits: [30_000],
    },
    {
      name: '403 of a secondary limit that only its text tells',
      answers: [answer(403, {}, 'You have exceeded a secondary rate limit.'), answer(200)],
      waits: [60_000],
    },
    { name: '502', answers: [answer(502), answer(503), answer(200)], waits: [1000, 2000] },
    { name: 'a broken connection', answers: [broken, answer(200)], waits: [1000] },
  ])('$name', async ({ answers, waits }) => {
    expect(await ask('GET', answers)).toMatchObject({ outcomes: [200], waits });
  });

  test('a POST is sent again after a rate limit, which means that it was not carried out', async () => {
    expect(await ask('POST', [answer(429, { 'retry-after': '1' }), answer(201)])).toMatchObject({ outcomes: [201] });
  });
});

describe('gives the answer as it came', () => {
  test.each([
    { name: 'a missing permission', method: 'GET', answers: [answer(403, {}, 'Resource not accessible')], is: 403 },
    { name: 'not found', method: 'GET', answers: [answer(404)], is: 404 },
    { name: 'a POST that may have been carried out', method: 'POST', answers: [answer(502)], is: 502 },
    {
      name: 'a wait longer than all may take',
      method: 'GET',
      answers: [answer(429, { 'retry-after': '3600' })],
      is: 429,
    },
  ])('$name', async ({ method, answers, is }) => {
    expect(await ask(method, answers)).toEqual({ outcomes: [is], waits: [], sent: 1 });
  });

  test('after five attempts', async () => {
    expect(await ask('GET', [answer(500)])).toMatchObject({
      outcomes: [500],
      waits: [1000, 2000, 4000, 8000],
      sent: 5,
    });
  });

  test('a POST whose connection broke throws', async () => {
    expect(await ask('POST', [broken])).toMatchObject({ outcomes: ['Error: the connection broke'], sent: 1 });
  });
});

test('all requests of a run share one budget of waiting', async () => {
  const { waits } = await ask('GET', [answer(429, { 'retry-after': '40' })], 5);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThanOrEqual(MAX_TOTAL_WAIT);
});
