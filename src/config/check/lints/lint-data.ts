import {
  chooseClasses,
  indexOfClass,
  indicesOfClasses,
  splitSizes,
  type DataFacts,
  type WrittenClass,
} from '../../../data-sources';
import { usedTeachers, writtenTeachers } from '../../schema/objective';
import { isDescribed } from '../../schema/model';
import { classProfile, studentClasses, studentExamples, trainingExamples } from '../../schema/preview';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding, IsWritten } from '../finding';
import { lintClassCounts } from './lint-classes';
import { lintExamples } from './lint-examples';
import { nearest } from '../nearest';
import { userOfLabels } from './users-of-labels';
import { capitalize } from '../../../wording';

/** The lints of the data: sizes, classes and labels that are left. Without facts of the data only those of the text. */
export function lintData(
  config: ResolvedConfig,
  add: AddFinding,
  isWritten: IsWritten,
  facts: DataFacts | undefined,
): void {
  lintLabels(config, add);
  lintBiasCorrection(config, add);
  if (facts === undefined) return;
  lintClassNames(config, add, facts);
  lintColumns(config, add, facts);
  lintSplits(config, add, isWritten, facts);
  lintClassCounts(config, add, facts);
  lintExamples(config, add, facts);
  if (lintClasses(config, add, facts)) lintTransfer(config, add, facts);
  if (trainingExamples(config, facts) > 0) lintSizes(config, add, isWritten, facts);
}

/** Sizes of the parts that are held back, against the size of the data. */
function lintSplits(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten, { splits }: DataFacts): void {
  const { data } = config;
  const part = 'test' in data ? data.test : undefined;
  if (splits.test === undefined && part === undefined) {
    const message = 'The data has no test split. Write data.test: 0.1, so that a tenth of it is cut off for the test.';
    add('no-test-split', 'error', ['data', 'test'], message, 0.1);
    return;
  }
  if (splits.test !== undefined && typeof part === 'number') {
    const message = 'The data has a test split of its own, so that nothing is cut off for one. Remove test.';
    add('test-unneeded', 'error', ['data', 'test'], message);
    return;
  }
  const { train, validation, test } = splitSizes(data, splits);
  if (train <= 0) {
    const cut =
      typeof part !== 'number' ? `validation takes ${validation}` : `validation and test take ${validation + test}`;
    const message = `Of ${splits.train.count} training examples ${cut}: none is left to train on. Lower it.`;
    add('validation-above-data', 'error', ['data', 'validation'], message, 0.1);
    return;
  }
  if (data.limit === undefined || data.limit <= train) return;
  const key = isWritten(['data', 'limit']) ? 'limit' : 'train';
  const message = `After ${validation} for validation ${train} training examples are left, fewer than ${key}: ${data.limit}. Lower one of them.`;
  add('train-above-data', 'warning', ['data', key], message, train);
}

function lintSizes(config: ResolvedConfig, add: AddFinding, isWritten: IsWritten, facts: DataFacts): void {
  const { data, train } = config;
  const classes = facts.classes.length;
  const profile = classProfile(config, facts);
  if (data.limit !== undefined && data.limit < classes) {
    const key = isWritten(['data', 'limit']) ? 'limit' : 'train';
    const max = splitSizes(data, facts.splits).train;
    const message = `data.${key}: ${data.limit} leaves classes without an example: there are ${classes}. Write a number from ${classes} to ${max}.`;
    add('too-few-examples', 'error', ['data', key], message, Math.min(1000, max));
  } else if (data.imbalance !== undefined && (profile.at(-1) ?? 0) < 1) {
    const { ratio } = data.imbalance;
    const examples = trainingExamples(config, facts);
    const last = facts.classes.at(-1)?.name ?? '';
    const message = `A ratio of ${ratio} leaves less than one example of class ${last} of ${examples}. Lower it.`;
    const strongest = Math.max(Math.floor(examples / classes) - 1, 1);
    add('imbalance-too-strong', 'error', ['data', 'imbalance', 'ratio'], message, Math.min(100, strongest));
  }
  const say = (path: readonly string[], batchSize: number, count: number): void => {
    if (batchSize <= count || count === 0) return;
    const message = `batchSize ${batchSize} is above the ${count === 1 ? 'one training example' : `${count} training examples`}. Lower it.`;
    add('batch-too-large', 'error', [...path, 'batchSize'], message, Math.min(128, count));
  };
  say(['train'], train.batchSize, studentExamples(config, facts));
  const everything = Math.round(profile.reduce((total, count) => total + count, 0));
  for (const { path, source } of writtenTeachers(config)) {
    if (isDescribed(source.model)) say([...path, 'train'], source.train.batchSize, everything);
  }
}

function lintClassNames({ data }: ResolvedConfig, add: AddFinding, { classes }: DataFacts): void {
  const chosen = chooseClasses(classes, data.classes);
  if (!('message' in chosen)) return;
  const path = ['data', 'classes', ...(chosen.index === undefined ? [] : [String(chosen.index)])];
  if (chosen.index !== undefined) {
    add('unknown-class', 'error', path, `${capitalize(chosen.message)}. ${capitalize(chosen.hint)}.`);
    return;
  }
  const labels = classes.map(({ label }) => label);
  const range = labels.length > 6 ? `${labels.slice(0, 3).join(', ')}, …, ${labels.at(-1) ?? ''}` : labels.join(', ');
  const message = `${capitalize(chosen.message)}. Name each once, in the order of the labels ${range}.`;
  add('class-names-count', 'error', path, message);
}

/** Settings of images for data that has none, and normalizations of another number of channels or columns. */
function lintColumns({ data, train }: ResolvedConfig, add: AddFinding, { kind, shape }: DataFacts): void {
  if (kind !== 'image' && train.augment !== undefined) {
    const message = 'augment changes images, and this data has columns. Remove it.';
    add('augment-without-images', 'error', ['train', 'augment'], message);
  }
  if (typeof data.normalize !== 'object') return;
  const channels = shape.at(-1) ?? 1;
  for (const [key, written] of Object.entries(data.normalize)) {
    if (typeof written === 'number' || written.length === channels) continue;
    const what = kind === 'image' ? 'channels' : 'columns';
    const message = `${written.length} numbers for ${channels} ${what}. Write one number, or one for each.`;
    add('normalize-length', 'error', ['data', 'normalize', key], message);
  }
}

/** Reports classes that the data does not have; gives whether it has all. */
function lintClasses({ transfer, evaluation }: ResolvedConfig, add: AddFinding, { classes }: DataFacts): boolean {
  const lists: readonly [path: readonly string[], list: readonly WrittenClass[] | undefined][] = [
    [['transfer', 'leaveOut'], transfer?.leaveOut],
    [['transfer', 'keep'], transfer?.keep],
    [['evaluation', 'biasCorrection'], evaluation?.biasCorrection],
  ];
  let hasAll = true;
  for (const [path, list] of lists) {
    list?.forEach((written, index) => {
      if (indexOfClass(written, classes) !== undefined) return;
      hasAll = false;
      const { advice, meant } = adviceOnClass(written, classes);
      const shown = typeof written === 'number' ? String(written) : `'${written}'`;
      const message = `The data has no class ${shown}. ${advice}`;
      add('unknown-class', 'error', [...path, String(index)], message, meant);
    });
  }
  return hasAll;
}

/** Classes that are listed in a message. */
const maxListed = 12;

function adviceOnClass(
  written: WrittenClass,
  classes: DataFacts['classes'],
): { readonly advice: string; readonly meant?: WrittenClass } {
  const names = classes.map(({ name }) => name);
  // Any other letter is one change away from a letter.
  const meant = typeof written === 'string' && written.length > 1 ? nearest(written, names) : undefined;
  if (meant !== undefined) return { advice: `Did you mean '${meant}'?`, meant };
  const isByLabel = classes.every(({ name, label }) => name === String(label));
  if (isByLabel && classes.length > 2) return { advice: `Write one from ${names[0] ?? ''} to ${names.at(-1) ?? ''}.` };
  const listed = names.slice(0, maxListed).join(', ');
  return { advice: `Write one of ${listed}${names.length > maxListed ? ', …' : ''}.` };
}

function lintBiasCorrection({ transfer, evaluation }: ResolvedConfig, add: AddFinding): void {
  if (evaluation?.biasCorrection === undefined || transfer?.leaveOut !== undefined || transfer?.keep !== undefined)
    return;
  const message =
    'The student sees every class as often as it occurs, so its biases need no correction. Remove it, or leave classes out.';
  add('bias-correction-unneeded', 'warning', ['evaluation', 'biasCorrection'], message);
}

function lintTransfer(config: ResolvedConfig, add: AddFinding, facts: DataFacts): void {
  const { transfer, evaluation } = config;
  if (transfer === undefined) return;
  const { classes } = facts;
  if (new Set(indicesOfClasses(evaluation?.biasCorrection ?? [], classes)).size === classes.length) {
    const message = `A correction of all ${classes.length} classes has none to hold on to. Name from 1 to ${classes.length - 1} classes, those that the student did not see.`;
    add('bias-correction-unneeded', 'warning', ['evaluation', 'biasCorrection'], message);
  }
  const leftOut = indicesOfClasses(transfer.leaveOut ?? [], classes);
  const isLeftOut = (one: WrittenClass): boolean => leftOut.includes(indexOfClass(one, classes) ?? -1);
  const both = transfer.keep?.filter(isLeftOut) ?? [];
  const seen = studentClasses(config, facts);
  const count = classes.length;
  if (seen.length === 0) {
    const message = `0 of ${count} classes are left for the student. Leave fewer out: it needs from 2 to ${count}.`;
    add('empty-transfer', 'error', ['transfer'], message);
    return;
  }
  if (seen.length === 1) {
    const place = transfer.keep === undefined ? 'leaveOut' : 'keep';
    const name = classes[seen[0] ?? 0]?.name ?? '';
    const message = `The student sees 1 class of ${count}, ${name}: there is nothing to tell apart. Let it see from 2 to ${count}.`;
    add('single-class', 'warning', ['transfer', place], message);
  }
  if (both.length > 0) {
    const message = `Class ${both.join(', ')} is both kept and left out; it is left out. Remove it from one of the two.`;
    add(
      'transfer-contradiction',
      'warning',
      ['transfer', 'keep'],
      message,
      transfer.keep?.filter((one) => !isLeftOut(one)),
    );
  }
}

function lintLabels(config: ResolvedConfig, add: AddFinding): void {
  const { transfer } = config;
  if (transfer === undefined || transfer.labelFraction === 1) return;
  const place = ['transfer', 'labelFraction'];
  const teachers = usedTeachers(config);
  if (teachers.length === 0) {
    const message = 'Without a teacher, examples without a label teach nothing. Add a teacher, or lower data.train.';
    add('unlabelled-unused', 'warning', place, message, 1);
    return;
  }
  const user = userOfLabels(config);
  if (user === undefined) return;
  add(
    'labels-needed',
    'error',
    place,
    `${user} needs the label of every example. Set labelFraction to 1, or take another.`,
    1,
  );
}
