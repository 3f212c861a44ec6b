import {
  readEvaluationIndex,
  readStoredLabels,
  readStoredLogits,
  readStoredPictures,
  type EvaluationIndex,
  type SplitPictures,
  type StoredEvaluation,
  type StoredFile,
  type StoredSplit,
} from '../../runs';
import type { SplitName } from '../messages';

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

/** Reader of a run's evaluations, which caches each array by its hash. All methods throw an error that names a bad file. */
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
    const read = (): Promise<SplitPictures> => readStoredPictures(this.runFolder, pictures, count);
    return this.once(['pictures', pictures.sha256, count], read);
  }

  /** Clears the cache. */
  clear(): void {
    this.files.clear();
  }

  private labels(split: StoredSplit, classes: number): Promise<Int32Array> {
    const read = (): Promise<Int32Array> => readStoredLabels(this.runFolder, split, classes);
    return this.once(['labels', split.labels.sha256, split.count, classes], read);
  }

  private logits(file: StoredFile, count: number, classes: number): Promise<Float32Array> {
    const read = (): Promise<Float32Array> => readStoredLogits(this.runFolder, file, { count, classes });
    return this.once(['logits', file.sha256, count, classes], read);
  }

  /** `key`: the kind of the array, its hash and its lengths, since an index may name one file in several places. */
  private async once<Content extends Float32Array | Int32Array | SplitPictures>(
    key: readonly [kind: string, sha256: string, ...lengths: readonly number[]],
    read: () => Promise<Content>,
  ): Promise<Content> {
    const name = key.join(' ');
    const content = this.files.get(name) ?? read();
    this.files.set(name, content);
    try {
      // The cast is safe: each kind of array is read by one function.
      return (await content) as Content;
    } catch (error) {
      // A failed read is not cached, because the file may be repaired.
      this.files.delete(name);
      throw error;
    }
  }
}

function splitOf({ splits }: EvaluationIndex, name: SplitName): StoredSplit {
  const split = splits[name];
  if (split === undefined) throw new Error(`The run keeps nothing of the ${name} split.`);
  return split;
}
