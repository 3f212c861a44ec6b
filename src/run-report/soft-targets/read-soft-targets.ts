import { disagreementOf } from '../../comparison';
import {
  readEvaluationIndex,
  readStoredLabels,
  readStoredLogits,
  readStoredPictures,
  type EvaluationIndex,
  type SplitPictures,
  type StoredEvaluation,
} from '../../runs';

/** Examples in a report: those on which the two disagree most. */
const maxExamples = 12;
/** Classes of an example: the most probable ones of teacher and student. */
const maxClasses = 4;

/** Probabilities of a class at the temperature of the report. */
export interface ClassShares {
  readonly name: string;
  readonly isLabel: boolean;
  readonly teacher: number;
  readonly student: number;
}

/** An example on which teacher and student disagree. */
export interface DisputedExample {
  /** Index in the split. */
  readonly place: number;
  readonly label: string;
  /** KL(teacher ‖ student) at T = 1 in nats. */
  readonly divergence: number;
  /** The classes with the largest probabilities, the teacher's first one first. */
  readonly shares: readonly ClassShares[];
  /** Pixels [height, width, channels], where the run keeps pictures. */
  readonly picture?: { readonly pixels: Uint8Array; readonly shape: SplitPictures['shape'] };
}

/** Soft targets of a run's report: the answers of teacher and student to the examples on which they differ most. */
export interface SoftTargets {
  readonly split: string;
  readonly epoch: number;
  /** Examples of the split. */
  readonly count: number;
  readonly temperature: number;
  readonly examples: readonly DisputedExample[];
}

/**
 * Reads the soft targets of a run's best checkpoint, on the test split where it was evaluated there; `temperature` softens the
 * answers. Undefined where the student was not evaluated or has no teacher. Throws an error that names a file that cannot be read.
 */
export async function readSoftTargets(runFolder: string, temperature: number): Promise<SoftTargets | undefined> {
  const index = readEvaluationIndex(runFolder);
  const evaluation = index && chooseEvaluation(index);
  if (index === undefined || evaluation === undefined) return undefined;
  const { classes, classNames } = index;
  const split = index.splits[evaluation.split];
  const teacher = split?.teachers[0];
  if (split === undefined || teacher === undefined) return undefined;
  const shape = { count: split.count, classes };
  const labels = await readStoredLabels(runFolder, split, classes);
  const student = await readStoredLogits(runFolder, evaluation.logits, shape);
  const teacherLogits = await readStoredLogits(runFolder, teacher.logits, shape);
  const pictures = split.pictures && (await readStoredPictures(runFolder, split.pictures, split.count));
  const { divergence } = await disagreementOf(student, teacherLogits, labels, classes);
  const nameOf = (label: number): string => classNames?.[label] ?? String(label);
  const examples = largest(divergence, maxExamples).map((place): DisputedExample => {
    const rowOf = (logits: Float32Array): number[] =>
      softmax(logits.subarray(place * classes, (place + 1) * classes), temperature);
    const label = labels[place] ?? 0;
    const picture = pictures && pictureOf(pictures, place);
    return {
      ...{ place, label: nameOf(label), divergence: divergence[place] ?? 0 },
      shares: sharesOf(rowOf(teacherLogits), rowOf(student), label).map(({ at, ...shares }) => ({
        ...{ name: nameOf(at), isLabel: at === label },
        ...shares,
      })),
      ...(picture && { picture }),
    };
  });
  return { split: evaluation.split, epoch: evaluation.epoch, count: split.count, temperature, examples };
}

function chooseEvaluation({ evaluations }: EvaluationIndex): StoredEvaluation | undefined {
  const best = evaluations.filter(({ checkpoint }) => checkpoint === 'best');
  return best.find(({ split }) => split === 'test') ?? best[0] ?? evaluations.at(-1);
}

/** Indices of the largest values, the largest first. */
function largest(values: Float32Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((one, other) => (values[other] ?? 0) - (values[one] ?? 0) || one - other)
    .slice(0, count);
}

interface Shares {
  readonly at: number;
  readonly teacher: number;
  readonly student: number;
}

/** The classes to which either gives most, and the label. */
function sharesOf(teacher: readonly number[], student: readonly number[], label: number): Shares[] {
  const all = teacher.map((share, at): Shares => ({ at, teacher: share, student: student[at] ?? 0 }));
  const most = ({ teacher: one, student: other }: Shares): number => Math.max(one, other);
  const sorted = all.toSorted((one, other) => most(other) - most(one) || one.at - other.at);
  const isShown = new Set(sorted.slice(0, maxClasses).map(({ at }) => at)).add(label);
  return all
    .filter(({ at }) => isShown.has(at))
    .toSorted((one, other) => other.teacher - one.teacher || one.at - other.at);
}

/** softmax(logits / T). */
function softmax(logits: Float32Array, temperature: number): number[] {
  const scaled = Array.from(logits, (logit) => logit / temperature);
  const top = scaled.reduce((one, other) => Math.max(one, other), -Infinity);
  const powers = scaled.map((one) => Math.exp(one - top));
  const sum = powers.reduce((one, other) => one + other, 0);
  return powers.map((power) => power / sum);
}

function pictureOf({ shape, pixels }: SplitPictures, place: number): DisputedExample['picture'] {
  const size = shape[0] * shape[1] * shape[2];
  return { shape, pixels: pixels.subarray(place * size, (place + 1) * size) };
}
