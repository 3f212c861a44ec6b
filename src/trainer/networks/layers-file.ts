import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { DataSet } from '../../data';
import { ModelFault, planLayersModel, type LayersModelPlan } from '../../models';
import type { Layer } from '../../models/architecture';
import { TrainingFailure } from '../context/failure';
import { fileInside, sizeWithin } from './allowed-file';

/** A network read from a tfjs Layers model. */
export interface LayersSource {
  readonly layers: readonly Layer[];
  /** The values of its variables, in their order. */
  readonly weights: readonly Float32Array[];
  /** Of the model.json and all of its weight files, in hex. */
  readonly sha256: string;
  readonly endsInSoftmax: boolean;
  /** Its layers with regularisers or constraints, which are not taken over. */
  readonly constrained: readonly string[];
}

/** A topology is text of layers; one of a thousand layers has about a megabyte. */
const maxTopologyBytes = 64 * 2 ** 20;

/**
 * Reads a tfjs Layers model and its weight files, which must lie in its folder.
 * @param file where it really is.
 * @param written what it is called in messages.
 * @throws TrainingFailure that names the file, and the layer where there is one, when it cannot be read or does not fit the data.
 */
export function readLayersSource(file: string, written: string, data: DataSet): LayersSource {
  sizeWithin(file, written, maxTopologyBytes);
  const text = readFileSync(file);
  const hash = createHash('sha256').update(text);
  return naming(written, () => {
    const plan = planLayersModel(text.toString('utf8'), { input: data.shape, classes: data.classes });
    const groups = plan.groups.map((group) => readGroup(group, path.dirname(file), path.posix.dirname(written)));
    for (const bytes of groups) hash.update(`${bytes.byteLength} `).update(bytes);
    const { layers, endsInSoftmax, constrained } = plan;
    return { layers, weights: plan.weights(groups), sha256: hash.digest('hex'), endsInSoftmax, constrained };
  });
}

/** The bytes of a group's files. They are read only once their sizes are what the manifest needs. */
function readGroup({ paths, bytes }: LayersModelPlan['groups'][number], folder: string, shown: string): Uint8Array {
  const files = paths.map((name) => fileInside(name, { root: folder, folder }));
  const size = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const names = paths.map((name) => path.posix.join(shown, name)).join(', ');
  if (size !== bytes) {
    const reason = size < bytes ? 'cut off' : 'of another model';
    throw new TrainingFailure(
      `${names} ${paths.length === 1 ? 'has' : 'have'} ${size} bytes, and the weightsManifest needs ${bytes}`,
      `the weights are ${reason}: copy the model with its weight files again`,
      { where: names },
    );
  }
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

/** Adds the file's name to what is wrong with it. */
function naming<Value>(written: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    throw new TrainingFailure(`${written}: ${error.message}`, error.hint, { cause: error, where: written });
  }
}
