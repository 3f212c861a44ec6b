import { sizeOf } from '../architecture';
import { isMap, ModelFault, shown, type Json } from '../../model-files/layers-model/fault';

/** Files whose bytes follow one another, and how many these must be together. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly bytes: number;
}

/** A weight that a layer needs, and what it is called. */
export interface WeightSlot {
  /** The file's name of the layer, */
  readonly layer: string;
  /** and in messages. */
  readonly place: string;
  readonly role: string;
  readonly shape: readonly number[];
  /** The value of all its numbers when the file has none, such as the scale of a normalisation without one. */
  readonly fill?: number;
}

/** Where a weight's numbers lie. */
export interface WeightEntry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly group: number;
  readonly offset: number;
  readonly bytes: number;
  readonly format: NumberFormat;
}

type NumberFormat =
  | { readonly type: 'float32' }
  | { readonly type: 'float16' }
  | { readonly type: 'uint8' | 'uint16'; readonly scale: number; readonly min: number }
  /** What no layer of ours reads. */
  | { readonly type: 'other' };

const saveAgain = 'save or convert the model again';
const widths: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

/** Reads `weightsManifest`. Throws ModelFault; allocates nothing that the file does not hold. */
export function readManifest(manifest: unknown): { groups: WeightGroup[]; entries: WeightEntry[] } {
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
  const bytes = sizeOf(shape) * (width ?? Number.NaN);
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

/** The entry of a slot; undefined when the slot fills itself. Throws ModelFault when it is missing or of another shape. */
export function entryFor(slot: WeightSlot, entries: readonly WeightEntry[]): WeightEntry | undefined {
  const { layer, place, role, shape } = slot;
  if (slot.fill !== undefined) return undefined;
  const exact = entries.filter(({ name }) => name === `${layer}/${role}`);
  // Keras may put the names of scopes around: model/dense/dense/kernel.
  const around = entries.filter(({ name }) => name.endsWith(`/${role}`) && name.split('/').includes(layer));
  const [entry, ...others] = exact.length > 0 ? exact : around;
  if (entry === undefined) throw new ModelFault(`the '${role}' of ${place} is not in its weightsManifest`, saveAgain);
  if (others.length > 0) throw new ModelFault(`its weightsManifest has several '${role}' of ${place}`, saveAgain);
  if (entry.format.type === 'other') {
    throw new ModelFault(`the '${role}' of ${place} is stored as neither float32, float16 nor scaled bytes`, saveAgain);
  }
  if (entry.shape.join() === shape.join()) return entry;
  throw new ModelFault(
    `the '${role}' of ${place} has the shape ${shown(entry.shape)} where the layer needs ${shown(shape)}`,
    saveAgain,
  );
}

/** The numbers of a slot. `groups` are the bytes of each group. Throws ModelFault when one is not finite. */
export function numbersOf(
  slot: WeightSlot,
  entry: WeightEntry | undefined,
  groups: readonly Uint8Array[],
): Float32Array {
  if (entry === undefined) return new Float32Array(sizeOf(slot.shape)).fill(slot.fill ?? 0);
  // A copy begins at an address that any width may be read from; `slice` of a Node buffer would be none.
  const group = groups[entry.group] ?? new Uint8Array();
  const bytes = Uint8Array.from(group.subarray(entry.offset, entry.offset + entry.bytes));
  const numbers = decoded(bytes.buffer, entry.format);
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return numbers;
  const message = `the '${slot.role}' of ${slot.place} holds ${numbers[wrong]} at place ${wrong}`;
  throw new ModelFault(message, 'the file is damaged, or its training diverged; take another');
}

function decoded(buffer: ArrayBuffer, format: NumberFormat): Float32Array {
  switch (format.type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), halfPrecision);
    case 'uint8':
      return Float32Array.from(new Uint8Array(buffer), (value) => value * format.scale + format.min);
    case 'uint16':
      return Float32Array.from(new Uint16Array(buffer), (value) => value * format.scale + format.min);
    case 'other':
      throw new Error('an entry of another format was taken');
  }
}

/** IEEE 754 binary16. */
function halfPrecision(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
