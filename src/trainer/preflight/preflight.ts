import { gatherRows, readRows, rowsBefore, teacherView, type DataSet, type View } from '../../data';
import { isAtChance } from '../evaluation';
import type { InputLayout } from '../../models/architecture';
import { inDataOrder, type AdapterSettings, type TeacherAdapter } from '../networks/teacher-adapter';
import { toLayout } from '../networks/to-layout';
import { drawExamples, measureRaw, minExamples, type PreflightExamples } from './examples';
import { inverted, rearranged, usualReadings, type Reading } from './readings';
import { isClearlyBetter, scoreAnswers, tOfLosses, type Labelled, type Score } from './score';

/** A teacher that is tried before anything trains: a network, or its answers for the whole data. */
export type TriedTeacher = TriedNetwork | TriedAnswers;

/** Answers in the order of their own classes, [count, classes]. */
interface TriedAnswers {
  readonly stated: AdapterSettings;
  readonly adapter: TeacherAdapter;
  readonly answers: Readonly<Record<PreflightExamples['split'], Float32Array>> | undefined;
}

interface TriedNetwork {
  readonly stated: AdapterSettings;
  readonly adapter: TeacherAdapter;
  /** Layout in which it takes examples. */
  readonly layout: InputLayout['name'];
  /** Images [count, …its shape] → logits [count, classes], in the order of its outputs. */
  readonly ask: (images: Float32Array) => Promise<Float32Array>;
}

/** A reading under which a teacher is right, in place of the one that it has. */
export interface BetterReading extends AdapterSettings {
  /** Source of its numbers in words; absent where only the order of classes is another. */
  readonly name?: string;
  readonly order?: Int32Array;
  readonly score: Score;
  /** t of the paired difference of losses. */
  readonly t: number;
}

/** Findings about a teacher on labelled examples. */
export interface PreflightResult {
  /** Whether it is a file of answers, which allows no other reading. */
  readonly isFile: boolean;
  readonly split: PreflightExamples['split'];
  readonly count: number;
  readonly score: Score;
  /** Whether it is no better than guessing, on enough examples to tell. */
  readonly isAtChance: boolean;
  /** Other readings that were tried. */
  readonly tried: number;
  /** An order of classes was looked for, or why not. */
  readonly classOrder: 'tried' | 'stated' | 'too few examples';
  readonly better?: BetterReading;
}

/** Errors below which no other reading can have clearly fewer. */
const minErrors = 3;
/** Examples of the first round, and readings that go on from it. */
const firstRound = 100;
const finalists = 4;

/**
 * Tries a teacher on labelled examples. Where it makes errors, other readings are tried, and an order of classes before other
 * images; a config that states its own is not argued with unless it is at chance.
 * @param pause awaited between two readings; may throw
 */
export async function tryTeacher(
  data: DataSet,
  teacher: TriedTeacher,
  pause: () => Promise<void>,
): Promise<PreflightResult | undefined> {
  const { stated, adapter } = teacher;
  const examples = drawExamples(data);
  const { split, indices, labels, isEnoughForOrder } = examples;
  const labelled = { labels, classes: data.classes };
  const answers =
    'ask' in teacher
      ? await answersOf(teacher, adapter.data, indices, split)
      : gatherRows(teacher.answers?.[split] ?? new Float32Array(), data.classes, indices, indices.length);
  // Such answers are refused with the example that they are for.
  if (!answers.every(Number.isFinite)) return undefined;
  const score = scoreAnswers(inDataOrder(answers, adapter.order), { ...labelled, triesOrder: false });
  const count = indices.length;
  const atChance = count >= minExamples && isAtChance({ errors: score.errors, count }, data.classes);
  const isStated = stated.classOrder !== undefined && !atChance;
  const triesOrder = isEnoughForOrder && !isStated;
  const classOrder = isStated ? 'stated' : isEnoughForOrder ? 'tried' : 'too few examples';
  const found = { isFile: !('ask' in teacher), split, count, score, isAtChance: atChance, classOrder } as const;
  if (score.errors < minErrors) return { ...found, tried: 0 };
  const ordered = triesOrder ? freeOrder(answers, score, { ...labelled, order: adapter.order }) : score;
  const isArguable = 'ask' in teacher && (stated.input === undefined || atChance);
  const { tried, best } = isArguable
    ? await searchReadings({ data, teacher, examples, triesOrder, pause }, ordered)
    : { tried: 0, best: undefined };
  const better: Candidate | undefined = best ?? (ordered === score ? undefined : { score: ordered });
  if (better === undefined) return { ...found, tried };
  return { ...found, tried, better: { ...settingsOf(better, teacher), t: tOfLosses(better.score, score) } };
}

/** The score by any order of classes, where one is clearly better than the present one. */
function freeOrder(
  answers: Float32Array,
  present: Score,
  { labels, classes, order }: Omit<Labelled, 'triesOrder'> & { readonly order: Int32Array | undefined },
): Score {
  const free = scoreAnswers(answers, { labels, classes, triesOrder: true });
  if (!isClearlyBetter(free, present)) return present;
  // The order of the data itself has to be written where another one is stated.
  return free.order === undefined && order !== undefined
    ? { ...free, order: Int32Array.from({ length: classes }, (_, output) => output) }
    : free;
}

interface Search {
  readonly data: DataSet;
  readonly teacher: TriedNetwork;
  readonly examples: PreflightExamples;
  readonly triesOrder: boolean;
  readonly pause: () => Promise<void>;
}

interface Candidate extends Partial<Reading> {
  readonly score: Score;
}

/** Tries the usual readings on some examples and the best of them on all; the best that is clearly better than `present`. */
async function searchReadings(
  search: Search,
  present: Score,
): Promise<{ readonly tried: number; readonly best: Candidate | undefined }> {
  const { data, teacher, examples, triesOrder } = search;
  const few = {
    ...examples,
    indices: examples.indices.subarray(0, firstRound),
    labels: examples.labels.subarray(0, firstRound),
  };
  // An order that was found on all examples is kept for the few.
  const round = { ...search, examples: few, triesOrder: false, order: present.order };
  const usual = usualReadings(data, measureRaw(data));
  const plain = await scoresOf(round, [...usual, ...(data.shape.length === 3 ? usual.map(inverted) : [])]);
  const changed = await scoresOf(
    round,
    sorted(plain)
      .slice(0, 2)
      .flatMap((one) => rearranged(one, data, teacher.layout)),
  );
  const all = [...plain, ...changed];
  const last = await scoresOf({ ...search, triesOrder, order: present.order }, sorted(all).slice(0, finalists));
  const [best] = sorted(last).filter(({ score }) => isClearlyBetter(score, present));
  return { tried: all.length, best };
}

type Scored = Reading & { readonly score: Score };

const sorted = (list: readonly Scored[]): Scored[] =>
  list.toSorted((one, other) => one.score.crossEntropy - other.score.crossEntropy);

async function scoresOf(
  { data, teacher, examples, triesOrder, pause, order }: Search & { readonly order: Int32Array | undefined },
  readings: readonly Reading[],
): Promise<Scored[]> {
  const scored: Scored[] = [];
  for (const { input, name } of readings) {
    await pause();
    const own = withOwnShape(input, teacher.stated.input);
    const view = teacherView(data, own);
    const answers = await answersThrough(teacher, { data, view, layout: own.layout }, examples);
    const base = order ?? teacher.adapter.order;
    const labelled = { labels: examples.labels, classes: data.classes };
    const kept: Score = {
      ...scoreAnswers(inDataOrder(answers, base), { ...labelled, triesOrder: false }),
      ...(order !== undefined && { order }),
    };
    scored.push({ input, name, score: triesOrder ? freeOrder(answers, kept, { ...labelled, order: base }) : kept });
  }
  return scored;
}

/** A reading with the size, the channels and the layout that the config states. */
function withOwnShape(input: Reading['input'], stated: AdapterSettings['input']): Reading['input'] {
  const { size, channels, layout } = stated ?? {};
  return {
    ...(size !== undefined && { size }),
    ...(channels !== undefined && { channels }),
    ...(layout !== undefined && { layout }),
    ...input,
  };
}

/** Settings of a config that make the reading. */
function settingsOf({ input, name, score }: Candidate, { stated, adapter }: TriedTeacher): Omit<BetterReading, 't'> {
  const { classList } = adapter.data;
  const isNumbered = classList.every((one) => one.name === String(one.label));
  const { order } = score;
  return {
    ...(input !== undefined && { input: withOwnShape(input, stated.input) }),
    ...(name !== undefined && { name }),
    ...(order !== undefined && {
      order,
      classOrder: Array.from(order, (index) => {
        const one = classList[index];
        return isNumbered ? (one?.label ?? index) : (one?.name ?? String(index));
      }),
    }),
    score,
  };
}

/** Examples of one inference: some hundred large pictures take much memory as numbers. */
const perInference = 50;

/** Answers on examples as the teacher is read now. */
async function answersOf(
  { ask }: TriedNetwork,
  seen: DataSet,
  indices: Int32Array,
  split: PreflightExamples['split'],
): Promise<Float32Array> {
  return inPieces(indices, seen.classes, (piece) => {
    const images = new Float32Array(piece.length * seen.features);
    readRows(seen[split], seen.features, piece, images);
    return ask(images);
  });
}

/** Answers on examples through another view. A flat input is fed one channel after another where the layout says so. */
async function answersThrough(
  { ask, layout: own }: TriedNetwork,
  { data, view, layout }: { readonly data: DataSet; readonly view: View; readonly layout: Reading['input']['layout'] },
  { indices, split }: PreflightExamples,
): Promise<Float32Array> {
  const isPlanes = own === 'flat' && layout === 'NCHW';
  return inPieces(indices, data.classes, (piece) => {
    const images = view.apply(rowsBefore(data, data[split], piece));
    return ask(isPlanes ? toLayout(images, view.shape, { name: 'flat NCHW', shape: [view.features] }) : images);
  });
}

async function inPieces(
  indices: Int32Array,
  classes: number,
  answer: (piece: Int32Array) => Promise<Float32Array>,
): Promise<Float32Array> {
  const answers = new Float32Array(indices.length * classes);
  for (let start = 0; start < indices.length; start += perInference) {
    answers.set(await answer(indices.subarray(start, start + perInference)), start * classes);
  }
  return answers;
}
