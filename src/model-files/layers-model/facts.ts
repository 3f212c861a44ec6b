import { stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { ExpectedData, FileInfo, UnfitReason } from '../../config';
import { resolveInside } from '../../paths';
import { describeContent, tellingBytes } from '../content';
import { ModelFault } from './fault';
import { readModelJson, type ModelJson } from './model-json';
import { planLayersModel } from './plan';
import type { WeightGroup } from './weights-manifest';
import { capitalize } from '../../wording';

/** The largest network has a few megabytes of topology. */
const maxTopologyBytes = 64 * 2 ** 20;

/**
 * Facts of the `model.json` of a tfjs Layers model: its input, its classes, and whether its weights are beside it.
 * @param maxBytes the most bytes that are read; a larger file is a network of unknown shapes.
 */
export async function factsOfLayersModel(
  handle: FileHandle,
  file: string,
  size: number,
  maxBytes: number,
): Promise<FileInfo> {
  const first = Buffer.alloc(Math.min(tellingBytes, size));
  await handle.read(first, 0, first.length, 0);
  const found = describeContent(first);
  if (found !== 'JSON') return { kind: 'other', ...(found === undefined ? {} : { found }) };
  if (size > maxTopologyBytes) return { kind: 'other', found: 'a file of over 64 MB' };
  if (size > maxBytes) return { kind: 'network' };
  const bytes = Buffer.alloc(size);
  await handle.read(bytes, 0, size, 0);
  let model: ModelJson;
  try {
    model = readModelJson(bytes.toString('utf8'));
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    return infoOf(error);
  }
  return (await faultOfWeights(model.manifest.groups, path.dirname(file))) ?? factsOf(model);
}

/** The fault of a whole model for some data, as the trainer would find it before it reads the weights; undefined where there is none. */
function whyUnfit(model: ModelJson, { shape, classes }: ExpectedData): UnfitReason | undefined {
  try {
    planLayersModel(model, { input: shape, classes });
    return undefined;
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    return reasonOf(error);
  }
}

function infoOf(fault: ModelFault): FileInfo {
  return fault.found === undefined ? { kind: 'unusable', ...reasonOf(fault) } : { kind: 'other', found: fault.found };
}

function reasonOf({ message, hint }: ModelFault): UnfitReason {
  const advice = `${capitalize(hint)}.`;
  return { reason: `cannot be used: ${message}`, advice };
}

function factsOf(model: ModelJson): FileInfo {
  const { layers, inputShape } = model.graph;
  const all = [...layers.values()];
  const units = all.map(({ config }) => config['units']).findLast((value) => typeof value === 'number');
  // Only a dense layer at the end, or an activation behind it, makes its units the classes.
  const isPlain = all.slice(-2).some(({ className }) => className === 'Dense');
  return {
    kind: 'network',
    input: inputShape.map((length) => length ?? undefined),
    ...(isPlain && typeof units === 'number' ? { classes: units } : {}),
    whyUnfit: (data) => whyUnfit(model, data),
  };
}

/** Files of weights must lie beside the model and have the bytes that its manifest lists. */
async function faultOfWeights(groups: readonly WeightGroup[], folder: string): Promise<FileInfo | undefined> {
  for (const { paths, bytes } of groups) {
    let held = 0;
    for (const name of paths) {
      const target = resolveInside(folder, name);
      const size = target === undefined ? undefined : await sizeOf(target);
      if (size === undefined) return { kind: 'incomplete', missing: name };
      held += size;
    }
    if (held === bytes) continue;
    const reason = `has ${held} bytes of weights beside it where it needs ${bytes}`;
    return { kind: 'unusable', reason, advice: 'Copy the model with its weight files again.' };
  }
  return undefined;
}

async function sizeOf(target: string): Promise<number | undefined> {
  return stat(target).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  );
}
