import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { DataSet } from '../../data';
import { ModelFault, planLayersModel, readModelJson, type LayersModelPlan } from '../../model-files';
import type { Layer } from '../../models/architecture';
import { TrainingFailure } from '../context/failure';
import { fileInside } from '../context/allowed-path';
import { besideWritten, describeInputFile, type InputFile } from './input-file';

/** A network read from a tfjs Layers model. */
export interface LayersSource {
  readonly layers: readonly Layer[];
  /** The values of its variables, in their order. */
  readonly weights: readonly Float32Array[];
  /** Of the model.json and all of its weight files, in hex. */
  readonly sha256: string;
  /** All of them, the model.json first. */
  readonly files: readonly InputFile[];
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
    const plan = planLayersModel(readModelJson(text.toString('utf8')), { input: data.shape, classes: data.classes });
    const groups = plan.groups.map((group) => readGroup(group, path.dirname(file)));
    for (const { bytes } of groups) hash.update(`${bytes.byteLength} `).update(bytes);
    const { layers, ending, constrained } = plan;
    const weights = plan.weights(groups.map(({ bytes }) => bytes));
    const shards = groups.flatMap(({ parts }) =>
      parts.map((part) => describeInputFile(besideWritten(written, part.name), part.bytes)),
    );
    const files = [describeInputFile(written, text), ...shards];
    return { layers, weights, sha256: hash.digest('hex'), files, ending, constrained };
  });
}

/** The bytes of a group's files, whose sizes were checked, apart and one after another. */
function readGroup({ paths }: LayersModelPlan['groups'][number], folder: string): WeightBytes {
  const parts = paths.map((name) => ({ name, bytes: readFileSync(fileInside(name, { root: folder, folder })) }));
  return { parts, bytes: Buffer.concat(parts.map(({ bytes }) => bytes)) };
}

interface WeightBytes {
  readonly parts: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly bytes: Uint8Array;
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
