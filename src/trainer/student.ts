import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { settingsOf, usedTeachers } from '../config';
import { changesExamples, classesIn } from '../data';
import { modelFacts } from '../models/architecture';
import { runFiles, type Evaluation, type EvaluationEvent } from '../runs';
import { formatCountOf, formatFixed, formatPercent } from '../wording';
import type { Context } from './context/context';
import {
  compare,
  correctOutputBias,
  evaluate,
  isAtChance,
  KeptAnswers,
  maxShift,
  meanOfProbabilities,
  type Measured,
  type NamedLogits,
  type TestedLogits,
} from './evaluation';
import { stepsPerEpoch } from './loop/fit';
import type { Network } from './networks/network';
import { costOf } from './networks/network-cost';
import { exportStudent } from './student-files/export-student';
import type { Teacher } from './teachers/teacher';
import { Training } from './training/training';

/**
 * Trains the student of a run, from its last checkpoint if there is one, tests the best epoch's weights and exports them.
 * Throws StopRequested, after writing a checkpoint, when a stop of the run was requested.
 */
export async function trainStudent(context: Context, teachers: readonly Teacher[], network: Network): Promise<void> {
  const { manifest, runFolder, data } = context;
  const { config } = manifest;
  const teacherLogits = jointLogits(context, teachers);
  await admitted(context, network);
  const answers = await KeptAnswers.open(context, namedTeachers(context, teachers), teacherLogits);
  const training = new Training(context, {
    phase: 'student',
    network,
    train: config.train,
    seed: config.seed,
    examples: context.transfer,
    objective: settingsOf(config),
    teachers: teachers.map((teacher) => teacher.source(config.train.augment !== undefined || changesExamples(data))),
    identity: manifest.id,
    folder: path.join(runFolder, runFiles.checkpoints),
    compare: (logits, split) =>
      teacherLogits === undefined ? {} : compare(logits, teacherLogits[split], data[split], data.classes),
    answers,
  });
  await training.run();
  const result = await testStudent(context, training, answers);
  warnOfGuessing(context, result, teacherLogits);
  const { session, network: own } = training;
  const foreign = network.kind === 'python' && session !== undefined ? () => session.export() : undefined;
  await exportStudent(context, { model: own.model, foreign }, result);
  logEnd(context, training, { network, teacherLogits }, result);
}

/** Arrays of a student's weights in a training: values, two moments, results of a launch, kept ones, and as many to spare. */
const arraysOfWeights = 10;

/** Waits until there is memory for the student, where several train in one process. Throws StopRequested meanwhile. */
async function admitted({ member, data, pause }: Context, network: Network): Promise<void> {
  if (member === undefined) return;
  const admission = member.admit(4 * arraysOfWeights * parametersOf(network, data)).then(() => true);
  while (!(await Promise.race([admission, wait(admissionPollMs, false)]))) await pause();
}

/** Weights that this process holds: those of a model of Python's are not. */
function parametersOf(network: Network, { shape, classes }: Context['data']): number {
  switch (network.kind) {
    case 'described':
      return modelFacts(network.architecture, shape, classes).parameters;
    case 'layers':
      return network.weights.reduce((sum, { length }) => sum + length, 0);
    case 'python':
      return 0;
  }
}

/** Milliseconds after which a waiting run looks for a request to stop. */
const admissionPollMs = 200;

/** Evaluates the kept epoch's weights on the test split, their output bias corrected where the config wants it. */
async function testStudent(context: Context, training: Training, answers: KeptAnswers): Promise<Measured['result']> {
  const { transfer, manifest } = context;
  const { bestEpoch: epoch, step: lastStep } = training.progress;
  const uncorrected = await correctBias(context, training);
  const { logits, result } = await training.evaluator.evaluate('test', { step: lastStep, epoch }, uncorrected);
  const step = epoch * stepsPerEpoch(transfer.indices.length, manifest.config.train.batchSize);
  await answers.put({ checkpoints: ['best'], split: 'test', step, epoch, logits });
  return result;
}

/** Corrects the output bias where the config wants it; gives the figures on the test split before. */
async function correctBias(
  context: Context,
  { evaluator, network }: Training,
): Promise<EvaluationEvent['uncorrected']> {
  const written = context.manifest.config.evaluation?.biasCorrection;
  if (written === undefined) return undefined;
  const classes = classesIn(context.data, written, 'evaluation.biasCorrection');
  if (classes.length === context.data.classes) {
    const message =
      'evaluation.biasCorrection names all classes: moving all of their biases alike changes no answer, so none was moved';
    context.events.write({ type: 'notice', message });
    return undefined;
  }
  const { errors, classErrors } = (await evaluator.measure('test')).result;
  const shift = await correctOutputBias(context, evaluator, network.model.outputBias, classes);
  const atLimit = Math.abs(shift) > 0.999 * maxShift ? ', the most that is tried: it has hardly any other class' : '';
  const message = `the output bias of class ${written.join(', ')} was moved by ${formatFixed(shift, 2)}, chosen on the validation split${atLimit}`;
  context.events.write({ type: 'notice', message });
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

/** Fewer steps leave a student guessing at any usual learning rate. */
const fewSteps = 100;

/** Warns of a student at chance: its loss may be finite and its curves calm. A teacher at chance is named first. */
function warnOfGuessing(
  { data, events, manifest, transfer }: Context,
  { accuracy, agreement }: Measured['result'],
  teacherLogits: TestedLogits | undefined,
): void {
  if (accuracy > 1.5 / data.classes) return;
  const teacher = teacherLogits && evaluate(teacherLogits.test, data.test, data.classes);
  const own = `the student is right in ${formatPercent(accuracy, 1)} of the test`;
  const { epochs, batchSize } = manifest.config.train;
  const steps = stepsPerEpoch(transfer.indices.length, batchSize) * epochs;
  const remedy =
    steps < fewSteps
      ? `it was trained for ${formatCountOf(steps, 'step')} only: raise train.epochs`
      : 'try another learning rate, a lower one if its loss jumped and a higher one if it hardly fell';
  const message =
    teacher !== undefined && isAtChance(teacher, data.classes)
      ? `WARNING: ${own} and its teacher in ${formatPercent(teacher.accuracy, 1)}, both no better than chance; the two choose the same class in ${formatPercent(agreement, 1)}: look for another teacher, not for another learning rate`
      : `${own}, which is guessing; ${remedy}`;
  events.write({ type: 'notice', message });
}

function logEnd(
  { data, events }: Context,
  training: Training,
  { network, teacherLogits }: { readonly network: Network; readonly teacherLogits: TestedLogits | undefined },
  { accuracy, errors }: Evaluation,
): void {
  const { step, bestEpoch, seconds } = training.progress;
  const { stoppedEarly } = training;
  const teacherErrors =
    teacherLogits === undefined ? {} : { teacherErrors: evaluate(teacherLogits.test, data.test, data.classes).errors };
  events.write({
    type: 'finished',
    step,
    bestEpoch,
    accuracy,
    errors,
    seconds,
    ...teacherErrors,
    ...(stoppedEarly && { stoppedEarly }),
    ...costOf(network, data),
  });
}
