import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataSet } from '../../data';
import { ModelFault } from '../../model-files';
import { planLayersModel, type LayersModelPlan } from '../../models';
import type { Layer } from '../../models/architecture';
import { TrainingFailure } from '../context/failure';
import { fileInside } from '../context/allowed-path';

/** A network read from a tfjs Layers model. */
export interface LayersSource {
  readonly layers: readonly Layer[];
  /** The values of its variables, in their order. */
  readonly weights: readonly Float32Array[];
  /** Of the model.json and all of its weight files, in hex. */
  readonly sha256: string;
  /** The operation at its end that is left out. */
  readonly ending: LayersModelPlan['ending'];
  /** Its layers with regularisers or constraints, which are not taken over. */
  readonly constrained: readonly string[];
}

/**
 * Reads a tfjs Layers model and its weight files, which must lie in its folder.
 * @param file its real path; its own declarations and the sizes of its weight files were checked.
 * @param written its path in messages.
 * @throws TrainingFailure that names the file, and the layer where there is one, when it cannot be read or does not fit the data.
 */
export function readLayersSource(file: string, written: string, data: DataSet): LayersSource {
  const text = readFileSync(file);
  const hash = createHash('sha256').update(text);
  return naming(written, () => {
    const plan = planLayersModel(text.toString('utf8'), { input: data.shape, classes: data.classes });
    const groups = plan.groups.map((group) => readGroup(group, path.dirname(file)));
    for (const bytes of groups) hash.update(`${bytes.byteLength} `).update(bytes);
    const { layers, ending, constrained } = plan;
    return { layers, weights: plan.weights(groups), sha256: hash.digest('hex'), ending, constrained };
  });
}

/** The bytes of a group's files, whose sizes were checked. */
function readGroup({ paths }: LayersModelPlan['groups'][number], folder: string): Uint8Array {
  const files = paths.map((name) => fileInside(name, { root: folder, folder }));
  return Buffer.concat(files.map((file) => readFileSync(file)));
}

/** Adds the file's name to its fault. */
function naming<Value>(written: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    throw new TrainingFailure(`'${written}' cannot be used: ${error.message}`, error.hint, {
      cause: error,
      where: written,
    });
  }
}
