import path from 'node:path';
import { writeFileDurably } from '../store/durable-file';
import { evaluationIndexName, readEvaluationIndex } from './evaluation-index';
import { sha256Of } from './sha256';
import type {
  EvaluationIndex,
  SplitName,
  StoredEvaluation,
  StoredFile,
  StoredSplit,
} from '../protocol/schemas/evaluations';
import { maxEvaluationBytes } from '../protocol/limits';
import { runFiles } from './folders';
import { encodeNpy } from '../store/npy';
import { MisplacedEntry, store } from '../store/store';

export interface EvaluationFacts {
  readonly runFolder: string;
  /** Folder of the files that runs share, stored once; the run folder links to them. */
  readonly cacheFolder: string;
  readonly classes: number;
  readonly classNames?: readonly string[];
}

/** Data of a split besides the student's logits. */
export interface SplitContent {
  readonly labels: Int32Array;
  /** Bytes [count, …shape]; shape is height, width, channels. */
  readonly pictures?: { readonly shape: readonly number[]; readonly values: Uint8Array };
  /** Logits [count, classes]; the first are those of all teachers together. */
  readonly teachers: readonly { readonly name: string; readonly logits: Float32Array }[];
}

/** Logits of the student on a split. */
export interface StudentAnswers {
  /** Checkpoints with the weights that gave them; both where the last epoch is the best so far. */
  readonly checkpoints: readonly StoredEvaluation['checkpoint'][];
  readonly split: SplitName;
  readonly step: number;
  readonly epoch: number;
  /** [count, classes]. */
  readonly logits: Float32Array;
}

/** Writes a run's evaluations: files first, then the index that names them; then it deletes files that have no name there. */
export class EvaluationWriter {
  private index: EvaluationIndex;
  private readonly folder: string;
  /** Splits as an earlier attempt left them: the answers that it kept are about their examples. */
  private readonly earlierSplits: EvaluationIndex['splits'];

  /** Goes on from what an earlier attempt has written, and anew where that cannot be read. */
  constructor(private readonly facts: EvaluationFacts) {
    const { runFolder, classes, classNames } = facts;
    this.folder = path.join(runFolder, runFiles.evaluations);
    const own = { formatVersion: 1 as const, classes, ...(classNames !== undefined && { classNames }) };
    const earlier = this.earlier();
    this.earlierSplits = earlier?.splits ?? {};
    this.index = { ...own, splits: {}, evaluations: earlier?.evaluations ?? [] };
  }

  /** Writes the files of a split that do not change. Throws the file system's error, or one that says that a file would be too large. */
  putSplit(name: SplitName, { labels, pictures, teachers }: SplitContent): void {
    store.makeFolder(this.folder);
    const { classes } = this.facts;
    const count = labels.length;
    const split: StoredSplit = {
      count,
      labels: this.putLinked(`labels-${name}`, encodeNpy({ shape: [count], values: labels })),
      ...(pictures !== undefined && {
        pictures: this.putLinked(
          `pictures-${name}`,
          encodeNpy({ shape: [count, ...pictures.shape], values: pictures.values }),
        ),
      }),
      teachers: teachers.map(({ name: teacher, logits }) => ({
        name: teacher,
        logits: this.putLinked(`teacher-${name}`, encodeNpy({ shape: [count, classes], values: logits })),
      })),
    };
    const evaluations = this.index.evaluations.filter(
      (one) => one.split !== name || hasSameExamples(split, this.earlierSplits[name] ?? split),
    );
    this.publish({ ...this.index, evaluations, splits: { ...this.index.splits, [name]: split } });
  }

  /** Writes the student's answers in place of those of the same checkpoints. Throws as `putSplit` does. */
  putStudent({ checkpoints, split, step, epoch, logits }: StudentAnswers): void {
    store.makeFolder(this.folder);
    const { classes } = this.facts;
    const bytes = encodeNpy({ shape: [logits.length / classes, classes], values: logits });
    const file = describeFile(`student-${split}-epoch-${Math.ceil(epoch)}`, bytes);
    writeFileDurably(path.join(this.folder, file.name), bytes);
    const others = this.index.evaluations.filter(
      (other) => other.split !== split || !checkpoints.includes(other.checkpoint),
    );
    const added = checkpoints.map((checkpoint) => ({ checkpoint, split, step, epoch, logits: file }));
    this.publish({ ...this.index, evaluations: [...others, ...added] });
  }

  private earlier(): EvaluationIndex | undefined {
    try {
      const index = readEvaluationIndex(this.facts.runFolder);
      return index?.classes === this.facts.classes ? index : undefined;
    } catch {
      return undefined;
    }
  }

  private publish(index: EvaluationIndex): void {
    writeFileDurably(path.join(this.folder, evaluationIndexName), `${JSON.stringify(index, null, 2)}\n`);
    this.index = index;
    const splits = Object.values(index.splits);
    const named = new Set([
      evaluationIndexName,
      ...index.evaluations.map(({ logits }) => logits.name),
      ...splits.flatMap(({ labels, pictures, teachers }) => [
        labels.name,
        pictures?.name ?? '',
        ...teachers.map(({ logits }) => logits.name),
      ]),
    ]);
    for (const { name } of store.list(this.folder)) {
      if (!named.has(name)) store.remove(path.join(this.folder, name));
    }
  }

  /** Stores a file that many runs share once, and links it into the run's folder, where it outlives a cleared cache. */
  private putLinked(stem: string, bytes: Uint8Array): StoredFile {
    const file = describeFile(stem, bytes);
    const target = path.join(this.folder, file.name);
    if (holds(target, file)) return file;
    store.remove(target);
    const shelf = path.join(this.facts.cacheFolder, 'evaluations');
    const kept = path.join(shelf, `${file.sha256}.npy`);
    try {
      store.makeFolders(shelf);
      if (!holds(kept, file)) replaceFile(kept, bytes);
      store.link(kept, target);
    } catch (error) {
      if (error instanceof MisplacedEntry && error.found === 'a link') throw error;
      // Not every file system has links, and the cache may lie on another one: then the run has a copy of its own.
      writeFileDurably(target, bytes);
    }
    return file;
  }
}

/** Whether two splits hold the same labels and pictures. */
function hasSameExamples(one: StoredSplit, other: StoredSplit): boolean {
  return one.labels.sha256 === other.labels.sha256 && one.pictures?.sha256 === other.pictures?.sha256;
}

/** Replaces an entry by a file; the entry may be no file. */
function replaceFile(file: string, bytes: Uint8Array): void {
  store.remove(file);
  writeFileDurably(file, bytes);
}

function describeFile(stem: string, bytes: Uint8Array): StoredFile {
  if (bytes.byteLength > maxEvaluationBytes) {
    const maxMegabytes = maxEvaluationBytes >> 20;
    throw new Error(
      `${stem} would have ${Math.ceil(bytes.byteLength / (1 << 20))} MB, and at most ${maxMegabytes} are kept`,
    );
  }
  const sha256 = sha256Of(bytes);
  return { name: `${stem}-${sha256.slice(0, 12)}.npy`, bytes: bytes.byteLength, sha256 };
}

function holds(file: string, { bytes, sha256 }: StoredFile): boolean {
  try {
    return store.fileStatus(file)?.size === bytes && sha256Of(store.read(file)) === sha256;
  } catch (error) {
    if (error instanceof MisplacedEntry) return false;
    throw error;
  }
}
