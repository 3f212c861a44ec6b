import { stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { resolveInside } from '../../paths';
import type { FileInfo } from '../../config';
import { describeContent, tellingBytes } from '../content';

/** The topology of a network is a few kilobytes; reading more would make the editor wait, so the run looks at it. */
const maxReadBytes = 4e6;
/** What a run refuses. */
const maxTopologyBytes = 64 * 2 ** 20;
const maxWeightFiles = 200;

/** What the `model.json` of a tfjs Layers model says: its input, its classes, and whether its weights are beside it. */
export async function factsOfLayersModel(handle: FileHandle, file: string, size: number): Promise<FileInfo> {
  const first = Buffer.alloc(Math.min(tellingBytes, size));
  await handle.read(first, 0, first.length, 0);
  const found = describeContent(first);
  if (found !== 'JSON') return { kind: 'other', ...(found === undefined ? {} : { found }) };
  if (size > maxTopologyBytes) return { kind: 'other', found: 'a file of over 64 MB' };
  if (size > maxReadBytes) return { kind: 'network' };
  const bytes = Buffer.alloc(size);
  await handle.read(bytes, 0, size, 0);
  const model = parsed(bytes.toString('utf8'));
  if (fieldOf(model, 'format') === 'graph-model') return { kind: 'other', found: 'a tfjs graph model' };
  const layers = layersIn(model);
  const groups = groupsIn(model);
  if (layers === undefined || groups === undefined) return { kind: 'other', found: 'other JSON' };
  return (await faultOfWeights(groups, path.dirname(file))) ?? factsOf(layers);
}

function factsOf(layers: readonly unknown[]): FileInfo {
  const input = shapeOf(fieldOf(fieldOf(layers[0], 'config'), 'batch_input_shape'));
  const units = layers
    .map((layer) => fieldOf(fieldOf(layer, 'config'), 'units'))
    .findLast((value) => typeof value === 'number');
  // Only a dense layer at the end, or an activation behind it, makes its units the classes.
  const isPlain = layers.slice(-2).some((layer) => fieldOf(layer, 'class_name') === 'Dense');
  return {
    kind: 'network',
    ...(input === undefined ? {} : { input }),
    ...(isPlain && typeof units === 'number' ? { classes: units } : {}),
  };
}

/** Files whose bytes follow one another, and how many these must be; undefined where the manifest does not say. */
interface WeightGroup {
  readonly files: readonly string[];
  readonly bytes: number | undefined;
}

async function faultOfWeights(groups: readonly WeightGroup[], folder: string): Promise<FileInfo | undefined> {
  for (const { files, bytes } of groups) {
    let held = 0;
    for (const name of files) {
      const target = resolveInside(folder, name);
      const size = target === undefined ? undefined : await sizeOf(target);
      if (size === undefined) return { kind: 'incomplete', missing: name };
      held += size;
    }
    if (bytes === undefined || held === bytes) continue;
    const reason = `has ${held} bytes of weights beside it where it needs ${bytes}`;
    return { kind: 'unusable', reason, advice: 'Copy the model with its weight files again.' };
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The layers of a model, or undefined where the value is no Layers model. */
function layersIn(model: unknown): readonly unknown[] | undefined {
  const topology = fieldOf(model, 'modelTopology');
  const config = fieldOf(fieldOf(topology, 'model_config') ?? topology, 'config');
  const layers = Array.isArray(config) ? config : fieldOf(config, 'layers');
  return Array.isArray(layers) ? layers : undefined;
}

function groupsIn(model: unknown): WeightGroup[] | undefined {
  const manifest = fieldOf(model, 'weightsManifest');
  if (!Array.isArray(manifest)) return undefined;
  return manifest.slice(0, maxWeightFiles).map((group: unknown) => {
    const [paths, weights] = [fieldOf(group, 'paths'), fieldOf(group, 'weights')];
    const files = Array.isArray(paths) ? paths.filter((one) => typeof one === 'string') : [];
    const sizes = Array.isArray(weights) ? weights.map(bytesOf) : [undefined];
    const bytes = sizes.reduce<number | undefined>(
      (sum, size) => (size === undefined || sum === undefined ? undefined : sum + size),
      0,
    );
    return { files: files.slice(0, maxWeightFiles), bytes };
  });
}

/** Bytes of a number by its name in a manifest. */
const widths: Readonly<Record<string, number>> = { float32: 4, int32: 4, float16: 2, uint16: 2, uint8: 1, bool: 1 };

/** How many bytes a weight of the manifest takes; undefined where it does not say. */
function bytesOf(weight: unknown): number | undefined {
  const shape = fieldOf(weight, 'shape');
  const stored = fieldOf(fieldOf(weight, 'quantization') ?? weight, 'dtype');
  const width = typeof stored === 'string' && Object.hasOwn(widths, stored) ? widths[stored] : undefined;
  if (!Array.isArray(shape) || width === undefined) return undefined;
  const bytes = shape.reduce<number>((product, length) => product * Number(length), width);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

function fieldOf(value: unknown, key: string): unknown {
  const isMap = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return isMap ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** A shape without its first place, the batch; a length that is left open is undefined. */
function shapeOf(value: unknown): (number | undefined)[] | undefined {
  const lengths: unknown[] = Array.isArray(value) ? value.slice(1) : [];
  return lengths.length === 0 ? undefined : lengths.map((length) => (typeof length === 'number' ? length : undefined));
}

async function sizeOf(target: string): Promise<number | undefined> {
  return stat(target).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
}
