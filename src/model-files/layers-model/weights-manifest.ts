import { isMap, ModelFault, shown, type Json } from './fault';

/** Files of weights whose bytes follow one another. */
export interface WeightGroup {
  readonly paths: readonly string[];
  /** Sum of their sizes. */
  readonly bytes: number;
}

/** Place of a weight's numbers in the bytes of its group. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: number;
  readonly offset: number;
  readonly bytes: number;
  readonly format: NumberFormat;
}

export type NumberFormat =
  | { readonly type: 'float32' }
  | { readonly type: 'float16' }
  | { readonly type: 'uint8' | 'uint16'; readonly scale: number; readonly min: number }
  /** A format that no layer is read from. */
  | { readonly type: 'other' };

const saveAgain = 'save or convert the model again';
const widths: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

/** The weights that a `model.json` lists, and the files that they lie in. */
export interface WeightsManifest {
  readonly groups: readonly WeightGroup[];
  readonly entries: readonly WeightEntry[];
}

/** Reads `weightsManifest`. Throws ModelFault; allocates nothing that the file does not hold. */
export function readWeightsManifest(manifest: unknown): WeightsManifest {
  if (!Array.isArray(manifest)) throw new ModelFault('it has no weightsManifest', saveAgain);
  const groups: WeightGroup[] = [];
  const entries: WeightEntry[] = [];
  manifest.forEach((group: unknown, index) => {
    const { paths, weights } = isMap(group) ? group : {};
    const arePaths = Array.isArray(paths) && paths.every((path): path is string => typeof path === 'string');
    if (!arePaths || !Array.isArray(weights)) {
      throw new ModelFault(`group ${index + 1} of its weightsManifest has no paths and weights`, saveAgain);
    }
    let bytes = 0;
    for (const weight of weights as unknown[]) {
      const entry = readEntry(weight, index, bytes);
      entries.push(entry);
      bytes += entry.bytes;
    }
    groups.push({ paths, bytes });
  });
  return { groups, entries };
}

function readEntry(weight: unknown, group: number, offset: number): WeightEntry {
  const { name, shape, dtype, quantization } = isMap(weight) ? weight : {};
  const isLength = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
  if (typeof name !== 'string' || !Array.isArray(shape) || !shape.every(isLength)) {
    throw new ModelFault(`its weightsManifest lists ${shown(weight)}, which has no name and shape`, saveAgain);
  }
  const stored = isMap(quantization) ? quantization['dtype'] : dtype;
  const width = typeof stored === 'string' && Object.hasOwn(widths, stored) ? widths[stored] : undefined;
  const bytes = shape.reduce((product, length) => product * length, width ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) {
    throw new ModelFault(`the weight '${name}' is ${shown(stored)} of the shape ${shown(shape)}`, saveAgain);
  }
  const format = formatOf(stored, isMap(quantization) ? quantization : undefined);
  return { name: name.replace(/:0$/, ''), shape, group, offset, bytes, format };
}

function formatOf(stored: unknown, quantization: Json | undefined): NumberFormat {
  if (stored === 'float32' || stored === 'float16') return { type: stored };
  const { scale, min } = quantization ?? {};
  const isScaled = (stored === 'uint8' || stored === 'uint16') && typeof scale === 'number' && typeof min === 'number';
  return isScaled ? { type: stored, scale, min } : { type: 'other' };
}
