import path from 'node:path';
import { exportOnnx, UncompilableError, withMetadata } from '../../engine';
import { encodeLayersModel, type Model } from '../../models';
import {
  doLater,
  runFiles,
  store,
  studentFiles,
  writingStudentFacts,
  writingFile,
  type StudentFacts,
  type DiskWork,
  type Evaluation,
} from '../../runs';
import type { Context } from '../context/context';
import { forwardProgram } from '../step/step-program';
import { aboutStudent, metadataOf } from './student-facts';

/** A model of another program as bytes of a safetensors file and of an ONNX model, or why there is none. */
type ForeignExport = () => Promise<{
  readonly safetensors: Uint8Array;
  readonly onnx?: Uint8Array;
  readonly reason?: string;
}>;

/** A network to export; `foreign` where another program computes it. */
export interface ExportedNetwork {
  readonly model: Model;
  readonly foreign?: ForeignExport | undefined;
}

/**
 * Writes a student as a tfjs Layers model and as an ONNX model of one example, with the facts for its use, its figures on the test
 * split and the contents that it was trained on.
 */
export async function exportStudent(
  context: Context,
  { model, foreign }: ExportedNetwork,
  result: Evaluation,
): Promise<void> {
  const about = aboutStudent(context);
  const files =
    foreign === undefined ? await filesOfLayers(context, model, about) : await filesOfForeign(context, foreign, about);
  const metrics = { test: result, ...(context.inputs !== undefined && { inputs: context.inputs }) };
  await doLater(writingStudent(context.runFolder, { files, about, metrics }));
}

function* writingStudent(
  runFolder: string,
  {
    files,
    about,
    metrics,
  }: { readonly files: StudentContents; readonly about: StudentFacts; readonly metrics: object },
): DiskWork {
  const folder = path.join(runFolder, runFiles.student);
  store.makeFolder(folder);
  for (const [name, bytes] of Object.entries(files)) {
    if (bytes !== undefined) yield* writingFile(path.join(folder, name), bytes);
  }
  yield* writingStudentFacts(runFolder, about);
  yield* writingFile(path.join(folder, 'metrics.json'), `${JSON.stringify(metrics, null, 2)}\n`);
}

/** Contents of files by name; undefined for one that is not written. */
type StudentContents = Readonly<Record<string, Uint8Array | string | undefined>>;

async function filesOfLayers(context: Context, model: Model, about: StudentFacts): Promise<StudentContents> {
  const { weights, modelJson } = await encodeLayersModel(model, (variable) => context.engine.read(variable));
  const onnx = await onnxOf(context, model, about);
  return { 'weights.bin': weights, [studentFiles.layersModel]: modelJson, [studentFiles.onnx]: onnx };
}

/** The files of a model of the user's Python: its `state_dict`, and what PyTorch makes of it for ONNX. */
async function filesOfForeign(
  { events }: Context,
  foreign: ForeignExport,
  about: StudentFacts,
): Promise<StudentContents> {
  const { safetensors, onnx, reason } = await foreign();
  if (reason !== undefined) {
    events.write({ type: 'notice', message: `student.onnx was not written: ${reason}` });
  }
  return {
    [studentFiles.safetensors]: safetensors,
    [studentFiles.onnx]: onnx && withMetadata(onnx, metadataOf(about)),
  };
}

/** `images` [1, …shape] → `logits` [1, classes]; undefined, with a notice, where ONNX has no operator for a layer. */
async function onnxOf(
  { data, engine, events }: Context,
  model: Model,
  about: StudentFacts,
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
