import { buildTar, gzip } from './tar.js';
import {
  type BuiltDistribution,
  type Files,
  importName,
  type MetadataOptions,
  metadataText,
  present,
} from './wheel.js';
import { buildZip } from './zip.js';

export interface SdistOptions extends MetadataOptions {
  /** Default `tar.gz`. */
  readonly format?: 'tar.gz' | 'zip';
}

/** A source distribution with PKG-INFO and pyproject.toml made; paths in `files` are below its single top folder. */
export function sdist(files: Files = {}, options: SdistOptions = {}): BuiltDistribution {
  const { name = 'demo', version = '1.0.0', format = 'tar.gz' } = options;
  const top = `${importName(name)}-${version}`;
  const entries = present({
    'PKG-INFO': metadataText(options),
    'pyproject.toml': PYPROJECT,
    [`${importName(name)}/__init__.py`]: `__version__ = '${version}'\n`,
    ...files,
  }).map(({ path, content }) => ({ path: `${top}/${path}`, content }));
  const bytes = format === 'zip' ? buildZip(entries) : gzip(buildTar(entries));
  return { filename: `${top}.${format}`, bytes };
}

const PYPROJECT = `[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"
`;
