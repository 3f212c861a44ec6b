import { float16ToNumber } from '../../float16';
import { ModelFault, shown } from './fault';
import type { NumberFormat, WeightEntry } from './weights-manifest';
import { sizeOf } from '../../models/architecture';

const saveAgain = 'save or convert the model again';

/** Spec of a weight that a layer needs. */
export interface WeightSpec {
  /** Name of the layer in the file. */
  readonly layer: string;
  /** Name of the layer in messages. */
  readonly place: string;
  readonly role: string;
  readonly shape: readonly number[];
  /** Value of all its numbers where the file has none, such as the scale of a normalisation without one. */
  readonly fill?: number;
}

/** Entries of a manifest by their names, and by each scope that their names lie in. */
export interface WeightIndex {
  readonly exact: ReadonlyMap<string, readonly WeightEntry[]>;
  /** By `SCOPE/ROLE`: Keras may put the names of scopes around, as in `model/dense/dense/kernel`. */
  readonly within: ReadonlyMap<string, readonly WeightEntry[]>;
}

/** Indexes a manifest once, so that a network of many layers takes linear time. */
export function indexWeights(entries: readonly WeightEntry[]): WeightIndex {
  const [exact, within] = [new Map<string, WeightEntry[]>(), new Map<string, WeightEntry[]>()];
  const add = (map: Map<string, WeightEntry[]>, key: string, entry: WeightEntry): void => {
    const known = map.get(key);
    if (known === undefined) map.set(key, [entry]);
    else known.push(entry);
  };
  for (const entry of entries) {
    add(exact, entry.name, entry);
    const scopes = entry.name.split('/');
    const role = scopes.pop() ?? '';
    for (const scope of new Set(scopes)) add(within, `${scope}/${role}`, entry);
  }
  return { exact, within };
}

/** The entry of a spec; undefined where it has a `fill`. Throws ModelFault when it is missing or of another shape. */
export function entryFor(spec: WeightSpec, { exact, within }: WeightIndex): WeightEntry | undefined {
  const { layer, place, role, shape } = spec;
  if (spec.fill !== undefined) return undefined;
  const name = `${layer}/${role}`;
  const [entry, ...others] = exact.get(name) ?? within.get(name) ?? [];
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

/** The numbers of a spec. `groups` are the bytes of each group. Throws ModelFault when one is not finite. */
export function numbersOf(
  spec: WeightSpec,
  entry: WeightEntry | undefined,
  groups: readonly Uint8Array[],
): Float32Array {
  if (entry === undefined) return new Float32Array(sizeOf(spec.shape)).fill(spec.fill ?? 0);
  // A copy begins at an address that any width may be read from; `slice` of a Node buffer would be none.
  const group = groups[entry.group] ?? new Uint8Array();
  const bytes = Uint8Array.from(group.subarray(entry.offset, entry.offset + entry.bytes));
  const numbers = decoded(bytes.buffer, entry.format);
  const wrong = numbers.findIndex((value) => !Number.isFinite(value));
  if (wrong < 0) return numbers;
  const message = `the '${spec.role}' of ${spec.place} holds ${numbers[wrong]} at place ${wrong}`;
  throw new ModelFault(message, 'the file is damaged, or its training diverged; take another');
}

function decoded(buffer: ArrayBuffer, format: NumberFormat): Float32Array {
  switch (format.type) {
    case 'float32':
      return new Float32Array(buffer);
    case 'float16':
      return Float32Array.from(new Uint16Array(buffer), float16ToNumber);
    case 'uint8':
      return Float32Array.from(new Uint8Array(buffer), (value) => value * format.scale + format.min);
    case 'uint16':
      return Float32Array.from(new Uint16Array(buffer), (value) => value * format.scale + format.min);
    case 'other':
      throw new Error('an entry of another format was taken');
  }
}
