import { combinations, lossOf, strategyOf } from '../../distillation';
import { dataSets } from '../schema/data-sets';
import { usedTeachers, writtenTeachers } from '../schema/objective';
import { isDescribed } from '../schema/model';
import { classProfile, studentClasses, studentExamples, trainingExamples } from '../schema/preview';
import type { ResolvedConfig } from '../schema/schema';
import type { AddFinding } from './finding';

/** The lints of the data: sizes, classes and labels that are left. */
export function lintData(config: ResolvedConfig, add: AddFinding): void {
  lintSizes(config, add);
  lintTransfer(config, add);
  lintLabels(config, add);
}

function lintSizes(config: ResolvedConfig, add: AddFinding): void {
  const { data, train } = config;
  const { training, classes } = dataSets[data.set];
  const most = training - data.validation;
  if (data.train !== undefined && data.train > most) {
    const message = `After ${data.validation} for validation ${most} training examples are left, fewer than train: ${data.train}. Lower one of them.`;
    add('train-above-data', 'warning', ['data', 'train'], message, most);
  }
  const profile = classProfile(config);
  if (data.train !== undefined && data.train < classes) {
    const message = `data.train: ${data.train} leaves classes without an example: there are ${classes}. Write a number from ${classes} to ${most}.`;
    add('too-few-examples', 'error', ['data', 'train'], message, Math.min(1000, most));
  } else if ((profile.at(-1) ?? 0) < 1) {
    const ratio = data.imbalance?.ratio ?? 1;
    const examples = trainingExamples(config);
    const message = `A ratio of ${ratio} leaves less than one example of class ${classes - 1} of ${examples}. Lower it.`;
    const strongest = Math.max(Math.floor(examples / classes) - 1, 1);
    add('imbalance-too-strong', 'error', ['data', 'imbalance', 'ratio'], message, Math.min(100, strongest));
  }
  const say = (path: readonly string[], batchSize: number, count: number): void => {
    if (batchSize <= count || count === 0) return;
    const message = `batchSize ${batchSize} is above the ${count} training examples. Lower it.`;
    add('batch-too-large', 'error', [...path, 'batchSize'], message, Math.min(128, count));
  };
  say(['train'], train.batchSize, studentExamples(config));
  const everything = Math.round(profile.reduce((total, count) => total + count, 0));
  for (const { path, source } of writtenTeachers(config)) {
    if (isDescribed(source.model)) say([...path, 'train'], source.train.batchSize, everything);
  }
}

function lintTransfer(config: ResolvedConfig, add: AddFinding): void {
  const { transfer, evaluation } = config;
  if (evaluation?.biasCorrection !== undefined && transfer?.leaveOut === undefined && transfer?.keep === undefined) {
    const message =
      'The student sees every class as often as it occurs, so its biases need no correction. Remove it, or leave classes out.';
    add('bias-correction-unneeded', 'warning', ['evaluation', 'biasCorrection'], message);
  }
  const { classes } = dataSets[config.data.set];
  const corrected = new Set(evaluation?.biasCorrection).size;
  if (transfer !== undefined && corrected === classes) {
    const message = `A correction of all ${classes} classes has none to hold on to. Name from 1 to ${classes - 1} classes, those that the student did not see.`;
    add('bias-correction-unneeded', 'warning', ['evaluation', 'biasCorrection'], message);
  }
  if (transfer === undefined) return;
  const both = transfer.keep?.filter((label) => transfer.leaveOut?.includes(label)) ?? [];
  const seen = studentClasses(config);
  if (seen.length === 0) {
    const message = `0 of ${classes} classes are left for the student. Leave fewer out: it needs from 2 to ${classes}.`;
    add('empty-transfer', 'error', ['transfer'], message);
    return;
  }
  if (seen.length === 1) {
    const place = transfer.keep === undefined ? 'leaveOut' : 'keep';
    const message = `The student sees 1 class of ${classes}, ${seen.join()}: there is nothing to tell apart. Let it see from 2 to ${classes}.`;
    add('single-class', 'warning', ['transfer', place], message);
  }
  if (both.length > 0) {
    const message = `Class ${both.join(', ')} is both kept and left out; it is left out. Remove it from one of the two.`;
    const kept = transfer.keep?.filter((label) => !both.includes(label));
    add('transfer-contradiction', 'warning', ['transfer', 'keep'], message, kept);
  }
}

function lintLabels(config: ResolvedConfig, add: AddFinding): void {
  const { transfer, loss, combine } = config;
  if (transfer === undefined || transfer.labelFraction === 1) return;
  const place = ['transfer', 'labelFraction'];
  const teachers = usedTeachers(config);
  if (teachers.length === 0) {
    const message = 'Without a teacher, examples without a label teach nothing. Add a teacher, or lower data.train.';
    add('unlabelled-unused', 'warning', place, message, 1);
    return;
  }
  const isByClass = [config.temperature, ...teachers.map(({ temperature }) => temperature)].some(
    (parameters) =>
      strategyOf(parameters).dependsOn === 'class' ||
      (parameters.strategy === 'expression' && parameters.value.includes('classFrequency')),
  );
  const weighs = teachers.length > 1 && combinations.some(({ name, usesLabels }) => name === combine && usesLabels);
  const user = lossOf(loss).usesLabels
    ? `The loss ${loss.kind}`
    : isByClass
      ? 'A temperature by class'
      : weighs
        ? `combine: ${combine}`
        : undefined;
  if (user === undefined) return;
  add(
    'labels-needed',
    'error',
    place,
    `${user} needs the label of every example. Set labelFraction to 1, or take another.`,
    1,
  );
}
