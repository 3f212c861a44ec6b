import {
  decodeNpy,
  decodeNpyBytes,
  decodeNpyIntegers,
  readEvaluationIndex,
  readStoredFile,
  type EvaluationIndex,
  type StoredEvaluation,
  type StoredFile,
  type StoredSplit,
} from '../../runs';
import type { SplitName } from '../messages';

/** Pictures of all examples of a split, as bytes. */
export interface SplitPictures {
  /** Height, width, channels. */
  readonly shape: readonly [number, number, number];
  /** [count, …shape]. */
  readonly pixels: Uint8Array;
}

/** Contents of one evaluation: logits [count, classes] and labels [count]. */
export interface LoadedEvaluation {
  readonly classes: number;
  readonly labels: Int32Array;
  readonly student: Float32Array;
  /** Empty for a run without a teacher. */
  readonly teacher: Float32Array;
}

/** Key of an evaluation in messages. It changes with the student's logits. */
export function keyOf({ checkpoint, split, logits }: StoredEvaluation): string {
  return `${checkpoint} ${split} ${logits.sha256.slice(0, 12)}`;
}

/** Reader of a run's evaluations, which caches each file by its hash. All methods throw an error that names a bad file. */
export class EvaluationStore {
  private readonly files = new Map<string, Promise<Float32Array | Int32Array | SplitPictures>>();

  constructor(private readonly runFolder: string) {}

  /** Reads the index. Throws when there is none yet, or when it is invalid. */
  index(): EvaluationIndex {
    const index = readEvaluationIndex(this.runFolder);
    if (index === undefined || index.evaluations.length === 0) {
      throw new Error(
        'The student has not been evaluated yet: its soft targets come with the first epoch. Runs of earlier versions have none.',
      );
    }
    return index;
  }

  /** Loads the evaluation of a key, with the logits of the teacher of an index. */
  async load(key: string, teacher: number): Promise<LoadedEvaluation> {
    const index = this.index();
    const evaluation = index.evaluations.find((one) => keyOf(one) === key);
    if (evaluation === undefined) throw new Error('This evaluation has been replaced by a newer one.');
    const split = splitOf(index, evaluation.split);
    const { classes } = index;
    const logits = (file: StoredFile): Promise<Float32Array> => this.logits(file, split.count, classes);
    const teacherEntry = split.teachers[teacher];
    return {
      classes,
      labels: await this.labels(split, classes),
      student: await logits(evaluation.logits),
      teacher: teacherEntry === undefined ? new Float32Array() : await logits(teacherEntry.logits),
    };
  }

  /** Loads the pictures of a split; undefined when the run stores none. */
  async pictures(name: SplitName): Promise<SplitPictures | undefined> {
    const { pictures, count } = splitOf(this.index(), name);
    if (pictures === undefined) return undefined;
    return this.once(pictures, (bytes) => {
      const { shape, values } = decodeNpyBytes(bytes, pictures.name);
      const [rows, height = 0, width = 0, channels = 0] = shape;
      const isFine = shape.length === 4 && rows === count && height * width > 0 && (channels === 1 || channels === 3);
      if (!isFine) throw new Error(`${pictures.name} has the shape ${shape.join('×')}, which are no ${count} pictures`);
      return { shape: [height, width, channels], pixels: values };
    });
  }

  /** Clears the cache. */
  clear(): void {
    this.files.clear();
  }

  private labels({ labels, count }: StoredSplit, classes: number): Promise<Int32Array> {
    return this.once(labels, (bytes) => {
      const { shape, values } = decodeNpyIntegers(bytes, labels.name);
      if (shape.join() !== String(count)) throw new Error(`${labels.name} holds no ${count} labels`);
      const wrong = values.find((label) => label < 0 || label >= classes);
      if (wrong !== undefined) throw new Error(`${labels.name} holds the label ${wrong} of ${classes} classes`);
      return values;
    });
  }

  private logits(file: StoredFile, count: number, classes: number): Promise<Float32Array> {
    return this.once(file, (bytes) => {
      const { shape, values } = decodeNpy(bytes, file.name);
      if (shape.join() === `${count},${classes}`) return values;
      throw new Error(`${file.name} has the shape ${shape.join('×')}, not ${count}×${classes}`);
    });
  }

  private async once<Content extends Float32Array | Int32Array | SplitPictures>(
    file: StoredFile,
    read: (bytes: Uint8Array) => Content,
  ): Promise<Content> {
    const content = this.files.get(file.sha256) ?? readStoredFile(this.runFolder, file).then(read);
    this.files.set(file.sha256, content);
    try {
      // The cast is safe: a hash names one content, and each kind of file is decoded by one function.
      return (await content) as Content;
    } catch (error) {
      // A failed read is not cached, because the file may be repaired.
      this.files.delete(file.sha256);
      throw error;
    }
  }
}

function splitOf({ splits }: EvaluationIndex, name: SplitName): StoredSplit {
  const split = splits[name];
  if (split === undefined) throw new Error(`The run keeps nothing of the ${name} split.`);
  return split;
}
