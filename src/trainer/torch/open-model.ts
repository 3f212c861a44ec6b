import { createHash } from 'node:crypto';
import type { PythonModel } from '../../config';
import { gatherBatch, type DataSet } from '../../data';
import { pythonPlace } from '../../data-sources';
import type { CompiledProgram } from '../../engine';
import type { ForeignTensors } from '../../models';
import { fileInside, filesAsWritten, rootsOf } from '../context/allowed-path';
import type { Context } from '../context/context';
import { TrainingFailure } from '../context/failure';
import { meaningOf } from '../networks/answers-meaning';
import { readingOf, type StatedReading } from '../networks/answers-reading';
import type { InputFile } from '../networks/input-file';
import type { PythonNetwork } from '../networks/network';
import { assertFiniteAnswers, ModelForward } from './model-forward';
import { TorchEngine } from './torch-engine';

/** A model as the process of PyTorch has made it. */
interface MadeModel {
  readonly model: number;
  readonly trained: ForeignTensors['trained'];
  readonly moving: ForeignTensors['moving'];
  /** SHA-256 of its first tensors, in hex. */
  readonly state: string;
  /** Absolute paths of the user's Python files and of the weights, the named file first. */
  readonly files: readonly InputFile[];
}

interface OpenOptions {
  readonly stated: StatedReading;
  readonly isStudent: boolean;
}

/** Seed of the weights that a teacher's code draws: another seed of the run makes no other teacher. */
const teacherSeed = 1;

/**
 * Makes a model of the user's Python code in the process of PyTorch, and asks it about real examples.
 * @throws TrainingFailure that names the code, its line where that failed, and what to do.
 */
export async function openPythonModel(
  context: Context,
  model: PythonModel,
  { stated, isStudent }: OpenOptions,
): Promise<PythonNetwork> {
  const { engine, data } = context;
  const { python: written } = model;
  if (!(engine instanceof TorchEngine)) {
    const message = `${written} is a model of PyTorch, and \`engine: ${engine.name}\` does not run it`;
    throw new TrainingFailure(message, 'write `train: { engine: torch }`', { where: written });
  }
  refuseLayout(written, stated);
  const made = await make(context, engine, model, isStudent);
  const forward = new ModelForward(engine, data, made.model);
  const answers = await forward.answers(probeOf(data));
  assertFiniteAnswers(answers, data.classes, written);
  const found = { meaning: meaningOf(answers, data.classes), ending: undefined, answers };
  if (isStudent) refuseProbabilities(found.meaning, written);
  const { name, notices, convert } = readingOf({ ...found, classes: data.classes, written }, stated);
  for (const message of notices) context.events.write({ type: 'notice', message });
  const answered = new Uint8Array(answers.buffer, answers.byteOffset, answers.byteLength);
  const recipe = JSON.stringify([written, model.args, made.state]);
  return {
    ...{ kind: 'python', written, handle: made.model, layout: 'NCHW', conversion: name, notices },
    tensors: { trained: made.trained, moving: made.moving },
    sha256: createHash('sha256').update(recipe).update(answered).digest('hex'),
    files: filesAsWritten(made.files, context.manifest, [pythonPlace(written).file, model.weights]),
    forward: forwardOf(forward, convert),
  };
}

async function make(
  { data, manifest }: Context,
  engine: TorchEngine,
  { python, args, weights }: PythonModel,
  isStudent: boolean,
): Promise<MadeModel> {
  const roots = rootsOf(manifest);
  const { file, module, callable } = pythonPlace(python);
  const model = {
    ...{ name: python, place: file ?? module, callable, args },
    ...(file !== undefined && { file: fileInside(file, roots) }),
    ...(weights !== undefined && { weights: { file: fileInside(weights, roots), name: weights } }),
    ...{ seed: isStudent ? manifest.config.seed : teacherSeed, isTrained: isStudent },
    ...{ input: data.shape, classes: data.classes },
  };
  return (await engine.worker.ask({ do: 'model', model })) as MadeModel;
}

/** Examples that a model is asked about before anything trains. */
const maxProbed = 200;

function probeOf(data: DataSet): Float32Array {
  const split = data.validation.count > 0 ? data.validation : data.train;
  const count = Math.min(split.count, maxProbed);
  const order = Int32Array.from({ length: count }, (_, index) => index);
  return gatherBatch(data, split, order, 0, count).images;
}

/** Models of PyTorch take the axes of PyTorch. */
function refuseLayout(written: string, { input }: StatedReading): void {
  const { layout } = input ?? {};
  if (layout === undefined || layout === 'NCHW' || layout === 'NCWH') return;
  throw new TrainingFailure(
    `the config says \`layout: ${layout}\` of ${written}, and a model of PyTorch is given its channels first`,
    'take the layout out, or turn the axes in the model',
    { where: written },
  );
}

/** A student's numbers are logits: their softmax is the objective's. */
function refuseProbabilities(meaning: ReturnType<typeof meaningOf>, written: string): void {
  if (meaning === 'logits' || meaning === 'independent') return;
  throw new TrainingFailure(
    `${written} answers with ${meaning}, and a student gives logits`,
    'leave out the softmax at its end',
    { where: written },
  );
}

function forwardOf(forward: ModelForward, convert: (answers: Float32Array) => Float32Array): CompiledProgram {
  return {
    run: async ({ images }) => ({
      logits: convert(await forward.answers(images instanceof Float32Array ? images : new Float32Array())),
    }),
    dispose: () => undefined,
  };
}
