import path from 'node:path';
import { exportOnnx, UncompilableError } from '../../engine';
import { encodeLayersModel, type Model } from '../../models';
import {
  runFiles,
  store,
  studentFiles,
  writeAboutStudent,
  writeFileDurably,
  type AboutStudent,
  type Evaluation,
} from '../../runs';
import type { Context } from '../context/context';
import { forwardProgram } from '../step/step-program';
import { aboutStudent, metadataOf } from './about-student';

/**
 * Writes a student as a tfjs Layers model and as an ONNX model of one example, with the facts for its use, its figures on the test
 * split and the contents that it was trained on.
 */
export async function exportStudent(context: Context, model: Model, result: Evaluation): Promise<void> {
  const { engine, runFolder } = context;
  const { weights, modelJson } = await encodeLayersModel(model, (variable) => engine.read(variable));
  const about = aboutStudent(context);
  const onnx = await onnxOf(context, model, about);
  const folder = path.join(runFolder, runFiles.student);
  store.makeFolder(folder);
  const metrics = { test: result, ...(context.inputs !== undefined && { inputs: context.inputs }) };
  writeFileDurably(path.join(folder, 'weights.bin'), weights);
  writeFileDurably(path.join(folder, studentFiles.layersModel), modelJson);
  if (onnx !== undefined) writeFileDurably(path.join(folder, studentFiles.onnx), onnx);
  writeAboutStudent(runFolder, about);
  writeFileDurably(path.join(folder, 'metrics.json'), `${JSON.stringify(metrics, null, 2)}\n`);
}

/** `images` [1, …shape] → `logits` [1, classes]; undefined, with a notice, where ONNX has no operator for a layer. */
async function onnxOf(
  { data, engine, events }: Context,
  model: Model,
  about: AboutStudent,
): Promise<Uint8Array | undefined> {
  const sizes = { batchSize: 1, shape: data.shape, classes: data.classes };
  try {
    return await exportOnnx(engine, forwardProgram('student', model, sizes), metadataOf(about));
  } catch (error) {
    if (!(error instanceof UncompilableError)) throw error;
    events.write({ type: 'notice', message: `student.onnx was not written: ${error.message}` });
    return undefined;
  }
}
