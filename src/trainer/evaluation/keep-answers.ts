import { denormalize, readRows, type DataSet, type Split } from '../../data';
import {
  doLater,
  EvaluationWriter,
  type DiskWork,
  type EventWriter,
  type SplitContent,
  type SplitName,
  type StudentAnswers,
} from '../../runs';
import type { Context } from '../context/context';

/** Logits of the splits that students are evaluated on, each [count, classes]. */
export type TestedLogits = Readonly<Record<SplitName, Float32Array>>;

/** A teacher's logits under its name. */
export interface NamedLogits {
  readonly name: string;
  readonly logits: TestedLogits;
}

const splits = ['validation', 'test'] as const;
/** Pictures are there to be recognised, so larger ones are scaled down. */
const maxPictureBytes = 64 << 20;

/**
 * Files for the panel: splits with the teachers' logits, then the student's logits. A run does not fail without them;
 * the first failure to write ends the keeping, with one notice.
 */
export class KeptAnswers {
  private writer: EvaluationWriter | undefined;

  private constructor(private readonly events: EventWriter) {}

  /** Writes the splits. @param joint logits of the teachers together; undefined without a teacher. */
  static async open(
    { manifest, runFolder, data, events, member }: Context,
    teachers: readonly NamedLogits[],
    joint: TestedLogits | undefined,
  ): Promise<KeptAnswers> {
    const kept = new KeptAnswers(events);
    const content = member === undefined ? contentOf : contentOfMember;
    await kept.attempt(function* (): DiskWork {
      const classNames = data.classList.map(({ name }) => name);
      const { cacheFolder } = manifest;
      const writer = new EvaluationWriter({ runFolder, cacheFolder, classes: data.classes, classNames });
      for (const name of splits) {
        const logits = logitsOn(name, teachers, joint);
        if (data[name].count > 0) yield* writer.puttingSplit(name, content(data, name, logits));
      }
      kept.writer = writer;
    });
    return kept;
  }

  /** Writes answers in place of those of the same checkpoints. */
  async put(answers: StudentAnswers): Promise<void> {
    const { writer } = this;
    if (writer !== undefined) await this.attempt(() => writer.puttingStudent(answers));
  }

  private async attempt(work: () => DiskWork): Promise<void> {
    try {
      await doLater(work());
    } catch (error) {
      this.writer = undefined;
      const reason = error instanceof Error ? error.message : String(error);
      this.events.write({ type: 'notice', message: `what the panel shows of soft targets is not kept: ${reason}` });
    }
  }
}

function logitsOn(
  split: SplitName,
  teachers: readonly NamedLogits[],
  joint: TestedLogits | undefined,
): SplitContent['teachers'] {
  if (joint === undefined) return [];
  const each = teachers.map(({ name, logits }) => ({ name, logits: logits[split] }));
  return each.length === 1 ? each : [{ name: 'together', logits: joint[split] }, ...each];
}

/** Pictures of splits, which runs of one process have in common. */
const pictures = new WeakMap<Split, SplitContent['pictures']>();

function contentOfMember(data: DataSet, name: SplitName, teachers: SplitContent['teachers']): SplitContent {
  const split = data[name];
  const shown = pictures.get(split) ?? picturesIn(data, name);
  pictures.set(split, shown);
  return { labels: split.labels, ...(shown && { pictures: shown }), teachers };
}

function contentOf(data: DataSet, name: SplitName, teachers: SplitContent['teachers']): SplitContent {
  const shown = picturesIn(data, name);
  return { labels: data[name].labels, ...(shown && { pictures: shown }), teachers };
}

function picturesIn(data: DataSet, name: SplitName): SplitContent['pictures'] {
  const [height, width, channels] = data.shape;
  const isImage = height !== undefined && width !== undefined && channels !== undefined;
  return isImage ? picturesOf(data[name], [height, width, channels], data.normalization) : undefined;
}

/**
 * The images of a split as bytes [count, …shape], before they were normalized, for values from 0 to 1. Where they would have
 * more than `maxBytes`, they are scaled down by the smallest integer factor that fits, each pixel the mean of a square.
 */
export function picturesOf(
  split: Split,
  [height, width, channels]: readonly [number, number, number],
  normalization?: DataSet['normalization'],
  maxBytes = maxPictureBytes,
): NonNullable<SplitContent['pictures']> {
  let factor = 1;
  const sizeAt = (length: number): number => Math.max(1, Math.floor(length / factor));
  while (split.count * sizeAt(height) * sizeAt(width) * channels > maxBytes && factor < Math.max(height, width)) {
    factor += 1;
  }
  const shape = [sizeAt(height), sizeAt(width), channels] as const;
  const values = new Uint8Array(split.count * shape[0] * shape[1] * channels);
  // One by one: a split that is larger than the memory is read from a file.
  const image = new Float32Array(height * width * channels);
  let place = 0;
  for (let picture = 0; picture < split.count; picture += 1) {
    readRows(split, image.length, Int32Array.of(picture), image);
    const seen = normalization === undefined ? image : denormalize(image, normalization);
    for (let row = 0; row < shape[0]; row += 1) {
      for (let column = 0; column < shape[1]; column += 1) {
        for (let channel = 0; channel < channels; channel += 1) {
          const start = (row * factor * width + column * factor) * channels + channel;
          values[place] = 255 * clamp(meanOfSquare(seen, start, factor, width * channels, channels)) + 0.5;
          place += 1;
        }
      }
    }
  }
  return { shape, values };
}

function meanOfSquare(image: Float32Array, start: number, side: number, rowStep: number, columnStep: number): number {
  if (side === 1) return image[start] ?? 0;
  let sum = 0;
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) sum += image[start + row * rowStep + column * columnStep] ?? 0;
  }
  return sum / side ** 2;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
