import type { TeacherInput, TeacherOutput } from '../../config';
import { formatCount, formatPercent } from '../../wording';
import { TrainingFailure } from '../context/failure';
import type { AnswersMeaning } from './answers-meaning';

/** Conversion of a teacher's answers into logits. */
export interface AnswersReading {
  /** Differs for each conversion, so that kept logits of another one are not taken. */
  readonly name: string;
  /** Sentences for a person. */
  readonly notices: readonly string[];
  /** Answers [count, classes] → logits [count, classes]. */
  readonly convert: (answers: Float32Array) => Float32Array;
}

/** The part of a config that decides how a teacher's answers are read. */
export interface StatedReading {
  /** The config's `output`; undefined where it is detected from the answers. */
  readonly output: TeacherOutput | undefined;
  /** The examples as the config says that the teacher takes them. */
  readonly input?: TeacherInput | undefined;
  /** Parts of the objective that are not invariant to a shift of a sample's logits, in words. */
  readonly shiftSeenBy: readonly string[];
}

/** Facts of a network's answers on real examples. */
export interface FoundAnswers {
  readonly meaning: AnswersMeaning;
  /** The operation at its end that is left out; its answers then are logits. */
  readonly ending: 'softmax' | 'sigmoid' | undefined;
  readonly answers: Float32Array;
  readonly classes: number;
  /** The file's path in messages. */
  readonly written: string;
}

const inWords: Readonly<Record<AnswersMeaning, string>> = {
  logits: 'logits: the numbers of an example neither sum to 1, nor do their exponentials',
  probabilities: 'probabilities: no number is below 0, and those of each example sum to 1',
  percentages: 'probabilities × 100: no number is below 0, and those of each example sum to 100',
  independent: 'no probabilities over the classes: each lies between 0 and 1, and those of an example do not sum to 1',
  'log-probabilities':
    'log-probabilities: no number is above 0, and the exponentials of those of each example sum to 1',
};

const outputOf: Readonly<Record<AnswersMeaning, TeacherOutput>> = {
  logits: 'logits',
  probabilities: 'probabilities',
  percentages: 'probabilities',
  independent: 'logits',
  'log-probabilities': 'log-probabilities',
};

/**
 * Decides how answers become logits.
 * @throws TrainingFailure where the config states another kind of numbers, and for independent probabilities, whose logits
 * are lost once they are rounded to 1.
 */
export function readingOf(found: FoundAnswers, stated: StatedReading): AnswersReading {
  const { meaning, ending, written } = found;
  assertStated(found, stated);
  const asTheyAre = (answers: Float32Array): Float32Array => answers;
  if (ending !== undefined) {
    const notice = `${written} ends in a ${ending}, which is left out: distillation compares logits`;
    return { name: `without ${ending}`, notices: [notice], convert: asTheyAre };
  }
  switch (meaning) {
    case 'logits':
      return { name: 'logits', notices: [], convert: asTheyAre };
    case 'independent':
      if (stated.output === 'logits') return { name: 'logits', notices: [], convert: asTheyAre };
      throw new TrainingFailure(
        `${written} does not give logits: each of its numbers lies between 0 and 1, and those of an example do not sum to 1, as behind a sigmoid`,
        'export it without the sigmoid; if these numbers are its logits, write `output: logits` below the teacher',
        { where: written },
      );
    case 'log-probabilities':
      return centred({ name: meaning, notices: [], convert: asTheyAre }, found, stated);
    case 'probabilities':
    case 'percentages':
      return centred(logarithmOf(found), found, stated);
  }
}

function assertStated({ meaning, ending, written }: FoundAnswers, { output }: StatedReading): void {
  const given = ending === 'softmax' ? 'probabilities' : outputOf[meaning];
  if (output === undefined || output === given) return;
  const found = ending === 'softmax' ? 'probabilities: it ends in a softmax' : inWords[meaning];
  const remedy = meaning === 'independent' ? 'export it without the sigmoid' : `write \`output: ${given}\``;
  throw new TrainingFailure(
    `the config says \`output: ${output}\` of ${written}, and its answers are ${found}`,
    `${remedy}, or remove the line`,
    { where: written },
  );
}

/** The smallest normal number of float32: a probability below it counts as it. */
const minProbability = 2 ** -126;

/** log p, which is a logit up to a shift. */
function logarithmOf({ meaning, answers, classes, written }: FoundAnswers): AnswersReading {
  const whole = meaning === 'percentages' ? 100 : 1;
  const notice = `${written} gives ${meaning === 'percentages' ? 'probabilities × 100' : 'probabilities'}, and no softmax at its end could be left out: their logarithms are taken as logits`;
  return {
    name: `log of ${meaning}`,
    notices: [notice, ...noticeOfZeros(answers, classes, written)],
    convert: (given) => given.map((value) => Math.log(Math.max(value / whole, minProbability))),
  };
}

function noticeOfZeros(answers: Float32Array, classes: number, written: string): string[] {
  const rows = answers.length / classes;
  let floored = 0;
  for (let start = 0; start < answers.length; start += classes) {
    if (answers.subarray(start, start + classes).some((value) => value < minProbability)) floored += 1;
  }
  const share = floored / rows;
  if (!(share > 0.05)) return [];
  const words = `${formatPercent(share, 0)} of ${formatCount(rows)} examples have a probability of 0 in ${written}, whose logarithm is taken as −87`;
  return [share >= 0.5 ? `WARNING: ${words}; take a teacher that gives logits` : words];
}

/** Takes the mean of a sample's numbers away where the objective sees a shift: log-probabilities have lost the network's own. */
function centred(
  reading: AnswersReading,
  { classes, written }: FoundAnswers,
  { shiftSeenBy }: StatedReading,
): AnswersReading {
  if (shiftSeenBy.length === 0) return reading;
  const notice = `${written} gives log-probabilities, which have lost the shift of a sample’s logits, and ${shiftSeenBy.join(' and ')} would see it: the mean of each sample’s is taken away`;
  return {
    name: `centred ${reading.name}`,
    notices: [...reading.notices, notice],
    convert: (answers) => centre(reading.convert(answers), classes),
  };
}

function centre(logits: Float32Array, classes: number): Float32Array {
  const moved = new Float32Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    const row = logits.subarray(start, start + classes);
    const mean = row.reduce((sum, value) => sum + value, 0) / classes;
    row.forEach((value, place) => (moved[start + place] = value - mean));
  }
  return moved;
}

/** True where answers are the softmax or sigmoid of logits, both [count, classes], but for rounding. */
export function isEndingOf(
  kind: NonNullable<FoundAnswers['ending']>,
  logits: Float32Array,
  { answers, meaning, classes }: Omit<FoundAnswers, 'ending'>,
): boolean {
  const whole = meaning === 'percentages' ? 100 : 1;
  const near = (value: number, place: number): boolean =>
    Math.abs(whole * value - (answers[place] ?? Number.NaN)) <= 2e-3 * whole;
  if (kind === 'sigmoid') return logits.every((value, place) => near(1 / (1 + Math.exp(-value)), place));
  for (let start = 0; start < logits.length; start += classes) {
    const row = Array.from(logits.subarray(start, start + classes));
    const most = Math.max(...row);
    const total = row.reduce((sum, value) => sum + Math.exp(value - most), 0);
    if (!row.every((value, place) => near(Math.exp(value - most) / total, start + place))) return false;
  }
  return true;
}
