import { expect, test } from '@jest/globals';
import { annotate } from '../../src/github/annotations.js';
import type { Level } from '../../src/model/level.js';
import type { Annotation } from '../../src/report/annotations.js';

const annotation = (level: Level, line: number): Annotation => ({
  path: 'uv.lock',
  line,
  level,
  title: `title ${line}`,
  message: `message ${line}`,
});

test('each level has room for eight, and the rest is counted', () => {
  const printed: string[] = [];
  const sink = (kind: string) => (message: string, at?: { readonly file: string; readonly startLine: number }) => {
    printed.push(`${kind} ${at?.file}:${at?.startLine} ${message}`);
  };
  const many = Array.from({ length: 11 }, (_, line) => annotation('block', line + 1));
  const left = annotate([...many, annotation('warn', 90), annotation('note', 91)], {
    error: sink('error'),
    warning: sink('warning'),
    notice: sink('notice'),
  });
  expect(left).toBe(3);
  expect(printed.filter((line) => line.startsWith('error'))).toHaveLength(8);
  expect(printed.slice(-2)).toEqual(['warning uv.lock:90 message 90', 'notice uv.lock:91 message 91']);
});
