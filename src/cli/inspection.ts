import { basename } from 'node:path';
import type { GatherTools } from '../evidence/gather.js';
import { parseSpecimenName, type Specimen } from '../evidence/specimen.js';
import { openTools } from '../evidence/tools.js';
import { kindOfDistribution } from '../model/distributions.js';
import { ActionError } from '../model/error.js';
import { absent } from '../model/fetched.js';
import { DEFAULT_POLICY } from '../model/policy.js';
import { printable } from '../model/text.js';
import type { Clock, Repository } from '../ports.js';
import { type CommandArguments, type CommandIo, text } from './command.js';
import { readInput } from './files.js';
import { cliPorts } from './ports.js';

/** `scan` and `compare` look at releases, not at commits. */
const NO_REPOSITORY: Repository = {
  describe: () => 'nothing',
  tree: async () => absent,
  policyTree: async () => absent,
  shared: async () => absent,
  blob: async () => absent,
};

/** The engine for single releases, with the built-in policy. */
export function inspectionTools(
  args: CommandArguments,
  io: CommandIo,
): { readonly tools: GatherTools; readonly clock: Clock } {
  const ports = cliPorts(args, io, NO_REPOSITORY);
  const destinations = { pypiUrl: text(args, 'pypi-url') ?? '', osvUrl: text(args, 'osv-url') ?? '' };
  return { tools: openTools(destinations, DEFAULT_POLICY, [], ports), clock: ports.clock };
}

/** A path to a distribution, `NAME`, or `NAME==VERSION`. */
export async function specimenOf(argument: string): Promise<Specimen> {
  const isPath = argument.includes('/') || kindOfDistribution(argument) !== 'other';
  const named = isPath ? null : parseSpecimenName(argument);
  if (named !== null) return named;
  if (!isPath) {
    throw new ActionError(
      'usage',
      `"${printable(argument)}" is neither a distribution nor NAME==VERSION.`,
      'Give a path such as ./demo-1.0.tar.gz, or requests==2.32.3.',
    );
  }
  return { kind: 'file', filename: basename(argument), bytes: await readInput(argument) };
}
