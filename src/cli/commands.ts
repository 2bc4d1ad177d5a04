import type { Command } from './command.js';
import { compareCommand } from './compare.js';
import { detectCommand } from './detect.js';
import { diffCommand } from './diff.js';
import { explainCommand } from './explain.js';
import { initCommand } from './init.js';
import { mergeCommand } from './merge.js';
import { parseCommand } from './parse.js';
import { reviewCommand } from './review.js';
import { rulesCommand } from './rules.js';
import { scanCommand } from './scan.js';

/** In the order of `lockgate --help`. */
export const commands: readonly Command[] = [
  reviewCommand,
  scanCommand,
  compareCommand,
  detectCommand,
  parseCommand,
  diffCommand,
  rulesCommand,
  explainCommand,
  initCommand,
  mergeCommand,
];
