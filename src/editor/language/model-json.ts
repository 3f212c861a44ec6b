import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileFacts } from '../../config';

/** The topology of a network is a few kilobytes; what is larger than this is something else. */
const maxBytes = 4e6;
const maxWeightFiles = 200;

/**
 * What the `model.json` of a tfjs Layers model says: its input, its classes, and whether its weights are beside it.
 * Throws the file system's error.
 */
export async function factsOfLayersModel(file: string, size: number): Promise<FileFacts> {
  const topology = size > maxBytes ? undefined : topologyOf(await readFile(file, 'utf8'));
  if (topology === undefined) return { kind: 'other' };
  const { layers, weightFiles } = topology;
  for (const name of weightFiles.slice(0, maxWeightFiles)) {
    const target = path.resolve(path.dirname(file), name);
    const isBeside = !path.relative(path.dirname(file), target).startsWith('..');
    if (!isBeside || !(await isFile(target))) return { kind: 'incomplete', missing: name };
  }
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

interface Topology {
  readonly layers: readonly unknown[];
  readonly weightFiles: readonly string[];
}

/** The layers of a model, or undefined where the text is no Layers model. */
function topologyOf(text: string): Topology | undefined {
  let model: unknown;
  try {
    model = JSON.parse(text);
  } catch {
    return undefined;
  }
  const topology = fieldOf(model, 'modelTopology');
  const config = fieldOf(fieldOf(topology, 'model_config') ?? topology, 'config');
  const layers = Array.isArray(config) ? config : fieldOf(config, 'layers');
  const manifest = fieldOf(model, 'weightsManifest');
  if (!Array.isArray(layers) || !Array.isArray(manifest)) return undefined;
  const paths = manifest.flatMap((group: unknown): unknown[] => {
    const listed = fieldOf(group, 'paths');
    return Array.isArray(listed) ? listed : [];
  });
  return { layers, weightFiles: paths.filter((one) => typeof one === 'string') };
}

function fieldOf(value: unknown, key: string): unknown {
  const isMap = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
  return isMap ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

/** A shape without its first place, the batch; undefined where a length is left open. */
function shapeOf(value: unknown): number[] | undefined {
  const lengths = Array.isArray(value) ? value.slice(1) : [];
  const known = lengths.filter((length) => typeof length === 'number');
  return known.length === lengths.length && known.length > 0 ? known : undefined;
}

async function isFile(target: string): Promise<boolean> {
  return stat(target).then(
    (found) => found.isFile(),
    () => false,
  );
}
