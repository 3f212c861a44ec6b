import path from 'node:path';
import { settingsOf, usedTeachers } from '../config';
import { UncompilableError } from '../engine';
import type { LayersModelFiles } from '../models';
import { runFiles, store, writeFileDurably, type Evaluation, type EvaluationEvent } from '../runs';
import type { Context } from './context/context';
import { compare, evaluate, meanOfProbabilities } from './evaluation';
import { keepEvaluations, type NamedLogits, type TestedLogits } from './evaluation/keep-answers';
import { stepsPerEpoch } from './loop/fit';
import type { Network } from './networks/network';
import type { Teacher } from './teachers/teacher';
import { Training } from './training/training';
import type { Progress } from './training/training-options';

/**
 * Trains the student of a run, from its last checkpoint if there is one, tests the best epoch's weights and exports them.
 * Throws StopRequested, after writing a checkpoint, when the run is asked to stop.
 */
export async function trainStudent(context: Context, teachers: readonly Teacher[], network: Network): Promise<void> {
  const { manifest, runFolder, data, events } = context;
  const { config } = manifest;
  const teacherLogits = jointLogits(context, teachers);
  const keepAnswers = keepEvaluations(context, namedTeachers(context, teachers), teacherLogits);
  const training = new Training(context, {
    phase: 'student',
    network,
    train: config.train,
    seed: config.seed,
    examples: context.transfer,
    objective: settingsOf(config),
    teachers: teachers.map((teacher) => teacher.source(config.train.augment !== undefined)),
    identity: manifest.id,
    folder: path.join(runFolder, runFiles.checkpoints),
    compare: (logits, split) =>
      teacherLogits === undefined ? {} : compare(logits, teacherLogits[split], data[split], data.classes),
    onValidated: keepAnswers,
    onCheckpoint: (name, progress) => announce(context, name, progress),
  });
  await training.run();
  const { bestEpoch, step, seconds } = training.progress;
  const { logits, result } = await training.evaluate('test', bestEpoch, await correctBias(context, training));
  const bestStep = bestEpoch * stepsPerEpoch(context.transfer.indices.length, config.train.batchSize);
  keepAnswers({ checkpoints: ['best'], split: 'test', step: bestStep, epoch: bestEpoch, logits });
  warnOfGuessing(context, result);
  exportStudent(context, await training.export(), await onnxOf(context, training), result);
  const { accuracy, errors } = result;
  const teacherErrors =
    teacherLogits === undefined ? {} : { teacherErrors: evaluate(teacherLogits.test, data.test, data.classes).errors };
  events.write({ type: 'finished', step, bestEpoch, accuracy, errors, seconds, ...teacherErrors });
}

/** Corrects output biases where the config wants it; gives what the test was before. */
async function correctBias(
  { manifest: { config }, events }: Context,
  training: Training,
): Promise<EvaluationEvent['uncorrected']> {
  const classes = config.evaluation?.biasCorrection;
  if (classes === undefined) return undefined;
  const { errors, classErrors } = (await training.measure('test')).result;
  const shift = await training.correctBias(classes);
  const message = `the output bias of class ${classes.join(', ')} was moved by ${shift.toFixed(2)}, chosen on the validation split`;
  events.write({ type: 'notice', message });
  return { errors, classErrors, shift };
}

/** The teachers' logits under the names that the config gives them. */
function namedTeachers({ manifest }: Context, teachers: readonly Teacher[]): NamedLogits[] {
  const names = usedTeachers(manifest.config).map(({ name }) => name);
  return teachers.map(({ logits }, index) => ({ name: names[index] ?? 'teacher', logits }));
}

/** Logits of the teachers together: the logarithm of the weighted mean of their probabilities at T = 1. */
function jointLogits({ manifest, data }: Context, teachers: readonly Teacher[]): TestedLogits | undefined {
  const [only] = teachers;
  if (teachers.length < 2) return only?.logits;
  const weights = usedTeachers(manifest.config).map(({ weight }) => weight);
  const joint = (split: keyof TestedLogits): Float32Array =>
    meanOfProbabilities(
      teachers.map(({ logits }) => logits[split]),
      weights,
      data.classes,
    );
  return { validation: joint('validation'), test: joint('test') };
}

function announce({ events, transfer, manifest }: Context, name: 'last' | 'best', { step, bestEpoch }: Progress): void {
  const perEpoch = stepsPerEpoch(transfer.indices.length, manifest.config.train.batchSize);
  const epoch = name === 'best' ? bestEpoch : step / perEpoch;
  // A log is read on any machine, so its paths have one form.
  const file = `${runFiles.checkpoints}/${name}.weights`;
  events.write({ type: 'checkpoint', step, epoch, file, best: name === 'best' });
}

/** A loss may stay finite while nothing is learned; that is said, since the curves alone look calm. */
function warnOfGuessing({ data, events }: Context, { accuracy }: Evaluation): void {
  if (accuracy > 1.5 / data.classes) return;
  const share = (accuracy * 100).toFixed(1);
  const message = `the student is right in ${share} % of the test, which is guessing; try a lower learning rate`;
  events.write({ type: 'notice', message });
}

/** The student as an ONNX model; a notice says so where it uses an operation that cannot be written. */
async function onnxOf({ events }: Context, training: Training): Promise<Uint8Array | undefined> {
  try {
    return await training.exportOnnx();
  } catch (error) {
    if (!(error instanceof UncompilableError)) throw error;
    events.write({ type: 'notice', message: `student.onnx was not written: ${error.message}` });
    return undefined;
  }
}

function exportStudent(
  { runFolder }: Context,
  files: LayersModelFiles,
  onnx: Uint8Array | undefined,
  result: Evaluation,
): void {
  const folder = path.join(runFolder, runFiles.student);
  store.makeFolder(folder);
  writeFileDurably(path.join(folder, 'weights.bin'), files.weights);
  writeFileDurably(path.join(folder, 'model.json'), files.modelJson);
  if (onnx !== undefined) writeFileDurably(path.join(folder, 'student.onnx'), onnx);
  writeFileDurably(path.join(folder, 'metrics.json'), `${JSON.stringify({ test: result }, null, 2)}\n`);
}
