import { ActionError } from '../model/error.js';
import { printable } from '../model/text.js';
import { type Detection, explainDetection } from '../reading/explain-detection.js';
import { readPolicy } from '../reading/policy.js';
import { jsonText } from '../report/escape.js';
import { rules } from '../rules/catalog.js';
import { type Command, flag, text, texts } from './command.js';
import { sharedPolicyFile } from './files.js';
import { gitRepository } from './git-repository.js';

export const detectCommand: Command = {
  name: 'detect',
  usage: '[--repo DIR] [--ref REF] [--lockfiles GLOB…] [--json]',
  summary: 'Shows which files of a commit are reviewed as lockfiles, which are left out, and why.',
  options: {
    repo: { type: 'string', default: '.' },
    ref: { type: 'string', default: 'HEAD' },
    config: { type: 'string', default: '.github/lockgate.toml' },
    'shared-policy': { type: 'string' },
    lockfiles: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  },

  async run(args, io) {
    if (args.positionals.length > 0)
      throw new ActionError('usage', 'detect takes no file.', 'lockgate detect --repo DIR --ref REF');
    const ref = text(args, 'ref') ?? 'HEAD';
    const repository = await gitRepository({
      directory: text(args, 'repo') ?? '.',
      base: ref,
      head: ref,
      sharedPolicy: await sharedPolicyFile(args),
    });
    const request = { configPath: text(args, 'config') ?? '', overrides: { failOn: null, audit: null } };
    const { policy } = await readPolicy(request, repository, new Map(rules.map(({ id, level }) => [id, level])));
    const { detections, problems } = await explainDetection(repository, {
      globs: texts(args, 'lockfiles'),
      exclude: policy.exclude,
    });
    for (const problem of problems) io.err(problem);
    io.out(flag(args, 'json') ? jsonText({ files: detections, problems }, 0) : renderDetections(detections));
    return problems.length === 0 ? 0 : 2;
  },
};

const TITLES: Readonly<Record<Detection['role'], string>> = {
  lockfile: 'Reviewed as lockfiles',
  manifest: 'Manifests, compared with their lockfiles when they change',
  'left-out': 'Left out',
};

function renderDetections(detections: readonly Detection[]): string {
  const groups = (['lockfile', 'manifest', 'left-out'] as const).map((role) => {
    const lines = detections
      .filter((detection) => detection.role === role)
      .map(({ path, format, reason }) => `  ${printable(path)}${format === null ? '' : ` (${format})`}: ${reason}`);
    return lines.length === 0 ? [] : [`${TITLES[role]}:`, ...lines];
  });
  const text = groups.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return text.length === 0 ? 'No lockfile and no manifest was found.' : text.join('\n\n');
}
