import { argument, type Model } from './call.js';
import { markTelling } from './state.js';
import { UNKNOWN, withOwnCell } from './value.js';

/** Sounds, pictures and tables that are opened as such: what is read out of them is what the file holds. */
export const CARRIERS =
  'wave.open aifc.open sunau.open PIL.Image.open imageio.imread imageio.v2.imread imageio.v3.imread cv2.imread scipy.io.wavfile.read soundfile.read skimage.io.imread numpy.fromfile';

/** A file in memory: a descriptor that is written to, run by its path under `/proc`. */
const inMemory: Model = (frame) => {
  markTelling(frame);
  const path = withOwnCell(UNKNOWN);
  return { ...UNKNOWN, refs: ['os.memfd_create()'], cells: path.cells, file: path };
};

/** `mmap.mmap(f.fileno(), 0)`: the file's bytes. */
const mapped: Model = (_, call) => ({ ...argument(call, 0, 'fileno'), refs: ['mmap.mmap()'], constant: undefined });

export const CARRIER_MODELS: readonly (readonly [string, Model])[] = [
  ['os.memfd_create', inMemory],
  ['mmap.mmap', mapped],
];
