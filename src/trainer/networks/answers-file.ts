import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { answerPaths, type TeacherModel } from '../../config';
import type { DataSet, Split } from '../../data';
import { DataFault, listSplits, readAnswers, statFile, type AnswerRows, type SplitName } from '../../data-sources';
import { formatCount } from '../../wording';
import { fileInside, type AllowedRoots } from '../context/allowed-path';
import type { Context } from '../context/context';
import { TrainingFailure } from '../context/failure';
import { meaningOf } from './answers-meaning';
import { readingOf, type StatedReading } from './answers-reading';
import { describeInputFile } from './input-file';
import type { AnswersNetwork, AnswerSet } from './network';

type AnswersModel = Extract<TeacherModel, { preset: 'answers' }>;

/**
 * Opens files of answers as a teacher: a set of logits for all splits by each of them.
 * @throws TrainingFailure that names the file where it cannot be read, or does not fit the data
 */
export async function openAnswers(
  { data, events, manifest }: Context,
  model: AnswersModel,
  roots: AllowedRoots,
  stated: StatedReading,
): Promise<AnswersNetwork> {
  const { augment } = manifest.config.train;
  if (augment !== undefined && 'mixup' in augment && augment.mixup !== undefined) {
    throw new TrainingFailure('a file of answers has none for mixed examples', 'take mixup out of train.augment');
  }
  const files = [];
  const sets: AnswerSet[] = [];
  let conversion = '';
  for (const written of answerPaths(model)) {
    const file = fileInside(written, roots);
    files.push(describeInputFile(written, readFileSync(file)));
    const raw = await naming(written, file, async () =>
      bySplits(data, written, await readAnswers(await statFile('answers', file), model.key)),
    );
    const answers = raw.train;
    const found = { meaning: meaningOf(answers, data.classes), ending: undefined, answers, classes: data.classes };
    const { name, notices, convert } = readingOf({ ...found, written }, stated);
    for (const message of notices) events.write({ type: 'notice', message });
    conversion = name;
    sets.push({ train: convert(raw.train), validation: convert(raw.validation), test: convert(raw.test) });
  }
  const sha256 = createHash('sha256');
  for (const one of files) sha256.update(one.sha256);
  const [{ path: written } = { path: '' }] = files;
  return { kind: 'answers', written, files, sha256: sha256.digest('hex'), conversion, sets };
}

/** Adds the hint to a fault of the file, which is called as the config does. */
async function naming<Value>(written: string, file: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    throw new TrainingFailure(error.message.replaceAll(file, written), error.hint, { cause: error, where: written });
  }
}

/** Answers of each split of the run, [count, classes], in the order of the data's classes. */
async function bySplits(data: DataSet, written: string, parts: readonly AnswerRows[]): Promise<AnswerSet> {
  for (const part of parts) assertColumns(part, data);
  const rowOf = await rowFinder(data, written, parts);
  const answersOf = (split: Split): Float32Array => {
    const { classes } = data;
    const answers = new Float32Array(split.count * classes);
    const { origin } = split;
    if (origin === undefined) throw new DataFault(`${written}: the data has no order`, 'take another teacher');
    origin.places.forEach((place, row) => {
      const [part, at] = rowOf(origin.split, place);
      const order = columnOrder(part, data);
      for (let column = 0; column < classes; column += 1) {
        answers[row * classes + (order?.[column] ?? column)] = part.values[at * classes + column] ?? 0;
      }
    });
    return answers;
  };
  return { train: answersOf(data.train), validation: answersOf(data.validation), test: answersOf(data.test) };
}

function assertColumns({ name, columns }: AnswerRows, { classes }: DataSet): void {
  if (columns === classes) return;
  throw new DataFault(
    `${name} has ${formatCount(columns)} columns of numbers, and the data has ${classes} classes`,
    'write one number for each class, in the order of the data’s classes',
  );
}

/** Classes of the columns, where these are called as the classes are; undefined where they are in the data's order. */
function columnOrder({ columnNames }: AnswerRows, { classList }: DataSet): readonly number[] | undefined {
  const places = new Map(classList.map(({ name }, place) => [name, place]));
  const order = columnNames?.map((name) => places.get(name) ?? -1);
  return order === undefined || order.includes(-1) || new Set(order).size !== order.length ? undefined : order;
}

type FindRow = (split: SplitName, place: number) => readonly [part: AnswerRows, row: number];

/** The row of each example: by its key, in the array of its split, or in the order of all splits. */
async function rowFinder(data: DataSet, written: string, parts: readonly AnswerRows[]): Promise<FindRow> {
  const counts = data.source?.counts ?? { train: data.train.count };
  const [first] = parts;
  if (first === undefined) throw new DataFault(`${written} has no answers`, 'write them again');
  if (first.keys !== undefined) return keyedFinder(data, first, first.keys);
  if (first.split === undefined) {
    const all = listSplits(counts).reduce((sum, count) => sum + count, 0);
    assertRows(first, all, describeCounts(counts));
    const starts = { train: 0, validation: counts.train, test: counts.train + (counts.validation ?? 0) };
    return (split, place) => [first, starts[split] + place];
  }
  const bySplit = new Map(parts.map((part) => [part.split, part]));
  for (const split of ['train', 'validation', 'test'] as const) {
    const [part, count] = [bySplit.get(split), counts[split]];
    if (count === undefined) continue;
    if (part === undefined) {
      const hint = `save one called ${split} too, with a row for each of ${formatCount(count)} examples`;
      throw new DataFault(`${written} has no array '${split}', and the data has such a split`, hint);
    }
    assertRows(part, count, `its files’ ${split} split`);
  }
  return (split, place) => [bySplit.get(split) ?? first, place];
}

type Counts = NonNullable<DataSet['source']>['counts'];

const describeCounts = ({ train, validation, test }: Counts): string =>
  [
    `${formatCount(train)} of its training files`,
    ...(validation === undefined ? [] : [`${formatCount(validation)} of validation`]),
    ...(test === undefined ? [] : [`${formatCount(test)} of the test`]),
  ].join(', ');

function assertRows({ name, rows }: AnswerRows, count: number, what: string): void {
  if (rows === count) return;
  throw new DataFault(
    `${name} has ${formatCount(rows)} rows, and the data has ${formatCount(count)} examples (${what})`,
    'write one row for each example of the data’s files, in their order, before anything is cut off or left out',
  );
}

async function keyedFinder(data: DataSet, part: AnswerRows, keys: readonly string[]): Promise<FindRow> {
  const { source } = data;
  if (source?.keysOf === undefined) {
    throw new DataFault(`${part.name}: the data is no table, so that its examples have no key`, 'take the key out');
  }
  const rowOfKey = new Map<string, number>();
  keys.forEach((key, row) => {
    if (rowOfKey.has(key)) {
      throw new DataFault(`${part.name}: the key '${key}' stands in two rows`, 'write one row for each example');
    }
    rowOfKey.set(key, row);
  });
  const ofData = await source.keysOf(part.keyName ?? '');
  return (split, place) => {
    const key = ofData[split]?.[place] ?? '';
    const row = rowOfKey.get(key);
    if (row !== undefined) return [part, row];
    throw new DataFault(
      `${part.name} has no row of the key '${key}', which an example of the data has`,
      'write one row for each example of the data',
    );
  };
}
