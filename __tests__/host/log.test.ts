import { expect, test } from '@jest/globals';
import { createLog, type LogOptions } from '../../src/host/log.js';
import type { Log } from '../../src/ports.js';

function written(use: (log: Log) => void, options: Partial<LogOptions> = {}): readonly string[] {
  const lines: string[] = [];
  use(createLog({ write: (line) => lines.push(line), debug: true, ...options }));
  return lines;
}

test('each kind is one line with its prefix', () => {
  const lines = written((log) => {
    log.progress('Reading 3 lockfiles');
    log.warning('The cache is not there');
    log.debug('GET x');
  });

  expect(lines).toEqual([
    'lockgate: Reading 3 lockfiles',
    'lockgate: warning: The cache is not there',
    'lockgate: debug: GET x',
  ]);
});

test('debug lines are left out unless wanted', () => {
  expect(written((log) => log.debug('GET x'), { debug: false })).toEqual([]);
});

test.each([
  {
    name: 'a workflow command on a line of its own',
    message: 'a\n::set-output name=verdict::pass',
    line: 'lockgate: a ::set-output name=verdict::pass',
  },
  { name: 'an old-style command in the middle', message: 'a ##[add-path]/tmp', line: 'lockgate: a # #[add-path]/tmp' },
  { name: 'an escape sequence', message: 'a\u001b[2Kb', line: 'lockgate: a\\u{1b}[2Kb' },
  { name: 'a bidi control', message: 'a\u202eb', line: 'lockgate: a\\u{202e}b' },
])('$name is defused', ({ message, line }) => {
  expect(written((log) => log.progress(message))).toEqual([line]);
});
