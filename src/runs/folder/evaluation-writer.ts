import path from 'node:path';
import { doNow, type DiskWork } from '../store/disk-work';
import { writeFileDurably, writingFile } from '../store/durable-file';
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
import { encodeNpy, type NumberArray, type NumberKind } from './npy';
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
  putSplit(name: SplitName, content: SplitContent): void {
    doNow(this.puttingSplit(name, content));
  }

  /** The same as work that waits for the disk. */
  *puttingSplit(name: SplitName, { labels, pictures, teachers }: SplitContent): DiskWork {
    store.makeFolder(this.folder);
    const { classes } = this.facts;
    const count = labels.length;
    const split: StoredSplit = {
      count,
      labels: this.putLinked(`labels-${name}`, { shape: [count], values: labels }),
      ...(pictures !== undefined && {
        pictures: this.putLinked(`pictures-${name}`, { shape: [count, ...pictures.shape], values: pictures.values }),
      }),
      teachers: teachers.map(({ name: teacher, logits }) => ({
        name: teacher,
        logits: this.putLinked(`teacher-${name}`, { shape: [count, classes], values: logits }),
      })),
    };
    const evaluations = this.index.evaluations.filter(
      (one) => one.split !== name || hasSameExamples(split, this.earlierSplits[name] ?? split),
    );
    yield* this.publishing({ ...this.index, evaluations, splits: { ...this.index.splits, [name]: split } });
  }

  /** Writes the student's answers in place of those of the same checkpoints. Throws as `putSplit` does. */
  putStudent(answers: StudentAnswers): void {
    doNow(this.puttingStudent(answers));
  }

  /** The same as work that waits for the disk. */
  *puttingStudent({ checkpoints, split, step, epoch, logits }: StudentAnswers): DiskWork {
    store.makeFolder(this.folder);
    const { classes } = this.facts;
    const bytes = encodeNpy({ shape: [logits.length / classes, classes], values: logits });
    const stem = `student-${split}-epoch-${Math.ceil(epoch)}`;
    const file = nameFile(stem, contentOf(stem, bytes));
    yield* writingFile(path.join(this.folder, file.name), bytes);
    const others = this.index.evaluations.filter(
      (other) => other.split !== split || !checkpoints.includes(other.checkpoint),
    );
    const added = checkpoints.map((checkpoint) => ({ checkpoint, split, step, epoch, logits: file }));
    yield* this.publishing({ ...this.index, evaluations: [...others, ...added] });
  }

  private earlier(): EvaluationIndex | undefined {
    try {
      const index = readEvaluationIndex(this.facts.runFolder);
      return index?.classes === this.facts.classes ? index : undefined;
    } catch {
      return undefined;
    }
  }

  private *publishing(index: EvaluationIndex): DiskWork {
    yield* writingFile(path.join(this.folder, evaluationIndexName), `${JSON.stringify(index, null, 2)}\n`);
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
  private putLinked(stem: string, array: NumberArray<NumberKind>): StoredFile {
    const file = nameFile(stem, contentOfArray(stem, array));
    const target = path.join(this.folder, file.name);
    if (holds(target, file)) return file;
    store.remove(target);
    const shelf = path.join(this.facts.cacheFolder, 'evaluations');
    const kept = path.join(shelf, `${file.sha256}.npy`);
    try {
      store.makeFolders(shelf);
      if (!holds(kept, file)) replaceFile(kept, encodeNpy(array));
      store.link(kept, target);
    } catch (error) {
      if (error instanceof MisplacedEntry && error.found === 'a link') throw error;
      // Not every file system has links, and the cache may lie on another one: then the run has a copy of its own.
      writeFileDurably(target, encodeNpy(array));
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

type Content = Omit<StoredFile, 'name'>;

function contentOf(stem: string, bytes: Uint8Array): Content {
  if (bytes.byteLength > maxEvaluationBytes) {
    const [megabytes, maxMegabytes] = [Math.ceil(bytes.byteLength / (1 << 20)), maxEvaluationBytes >> 20];
    throw new Error(`${stem} would have ${megabytes} MB, and at most ${maxMegabytes} are kept`);
  }
  return { bytes: bytes.byteLength, sha256: sha256Of(bytes) };
}

/**
 * Contents of arrays that many runs of one process link to, which nobody changes: to hash a split's pictures anew for each of them
 * takes longer than all else that is written of a run.
 */
const contents = new WeakMap<object, Map<string, Content>>();

function contentOfArray(stem: string, array: NumberArray<NumberKind>): Content {
  const known = contents.get(array.values) ?? new Map<string, Content>();
  contents.set(array.values, known);
  const shape = array.shape.join();
  const content = known.get(shape) ?? contentOf(stem, encodeNpy(array));
  known.set(shape, content);
  return content;
}

function nameFile(stem: string, { bytes, sha256 }: Content): StoredFile {
  return { name: `${stem}-${sha256.slice(0, 12)}.npy`, bytes, sha256 };
}

/** Hashes of files that were read by this process, with size and times by which a change is seen. */
const read = new Map<string, { readonly stamp: string; readonly sha256: string }>();

function holds(file: string, { bytes, sha256 }: Content): boolean {
  try {
    const status = store.fileStatus(file);
    if (status?.size !== bytes) return false;
    const stamp = [status.ino, status.size, status.mtimeMs].join();
    const known = read.get(file);
    const found = known?.stamp === stamp ? known.sha256 : sha256Of(store.read(file));
    read.set(file, { stamp, sha256: found });
    return found === sha256;
  } catch (error) {
    if (error instanceof MisplacedEntry) return false;
    throw error;
  }
}
