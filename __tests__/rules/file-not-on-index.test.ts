import { fileNotOnIndex } from '../../src/rules/file-not-on-index.js';
import { lockedPackage, version } from '../support/model.js';
import { added, alsoIn, artifact, demoFile, demoProject, SDIST, WHEEL, WHEEL_URL } from './facts.js';
import { ruleTest } from './harness.js';

const ELSEWHERE = `https://files.pythonhosted.org/packages/00/${WHEEL}`;

ruleTest(fileNotOnIndex, {
  flags: [
    {
      name: 'a wheel that the index does not list',
      given: {
        change: added({ artifacts: [artifact({ filename: 'demo-1.0-cp312-none-any.whl', url: null })] }),
        project: demoProject(),
      },
      level: 'block',
      says: 'demo-1.0-cp312-none-any.whl',
    },
    {
      name: 'a file of another release',
      given: {
        change: added({ artifacts: [artifact({ filename: 'demo-0.9.tar.gz', url: null })] }),
        project: demoProject([demoFile(), demoFile({ filename: 'demo-0.9.tar.gz', version: version('0.9') })]),
      },
      level: 'block',
      says: 'lists for 0.9',
    },
    {
      name: 'only in the second lockfile',
      given: {
        change: alsoIn(added(), { entry: lockedPackage({ artifacts: [artifact({ filename: SDIST, url: null })] }) }),
        project: demoProject(),
      },
      level: 'block',
    },
    {
      name: 'a listed name over the URL of another distribution',
      given: {
        change: added({
          artifacts: [artifact({ url: 'https://files.pythonhosted.org/packages/evil-1.0-py3-none-any.whl' })],
        }),
        project: demoProject(),
      },
      level: 'block',
      says: 'evil-1.0-py3-none-any.whl',
    },
    {
      name: 'a listed file at a URL of PyPI that is not its own, with its hash',
      given: { change: added({ artifacts: [artifact({ url: ELSEWHERE })] }), project: demoProject() },
      level: 'warn',
      says: 'the index has it at',
    },
    {
      name: 'a listed file at a URL of PyPI that is not its own, without a hash',
      given: { change: added({ artifacts: [artifact({ url: ELSEWHERE, hashes: [] })] }), project: demoProject() },
      level: 'block',
    },
  ],
  allows: [
    {
      name: 'a listed file on a mirror with paths of its own',
      given: {
        change: added({ artifacts: [artifact({ url: `https://mirror.invalid/x/${WHEEL}` })] }),
        project: demoProject(),
      },
    },
    {
      name: 'a wheel in another spelling of its project’s name',
      given: {
        change: added({
          artifacts: [
            artifact({ url: WHEEL_URL.replace('demo-1', 'De.Mo-1'), filename: 'de_mo-1.0-py3-none-any.whl' }),
          ],
        }),
        project: demoProject([
          demoFile({ filename: 'De.Mo-1.0-py3-none-any.whl', url: WHEEL_URL.replace('demo-1', 'De.Mo-1') }),
        ]),
      },
    },
    { name: 'a listed file', given: { change: added(), project: demoProject() } },
    {
      name: 'a bare hash',
      given: { change: added({ artifacts: [artifact({ filename: null, url: null })] }), project: demoProject() },
    },
    {
      name: 'a listed file whose name tells no version',
      given: {
        change: added({ artifacts: [artifact({ filename: 'demo.egg', url: null })] }),
        project: demoProject([demoFile(), demoFile({ filename: 'demo.egg', version: null })]),
      },
    },
    {
      name: 'a URL that ends in no file name (PEP 751)',
      given: {
        change: added({ artifacts: [artifact({ url: 'https://files.invalid/get/download' })] }),
        project: demoProject(),
      },
    },
    {
      name: 'an escaped file name',
      given: {
        change: added({
          artifacts: [artifact({ url: `https://files.pythonhosted.org/packages/${WHEEL.replaceAll('-', '%2D')}` })],
        }),
        project: demoProject(),
      },
    },
  ],
});
