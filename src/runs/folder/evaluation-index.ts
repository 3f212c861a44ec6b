// Evaluations of a run, kept so that views can show them without starting a trainer. `evaluations/` in the run
// folder holds .npy files, which NumPy reads, and `index.json`, which names them:
//
//   logits   float32 [count, classes]   the student's at a checkpoint, and each teacher's
//   labels   int32   [count]
//   pictures uint8   [count, height, width, channels]   the examples, made smaller where they are large
//
// A file's name holds the beginning of its SHA-256, so that the index, written last, never names a file that changes.
import { createHash, webcrypto } from 'node:crypto';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { runFiles } from './folders';
import { MisplacedEntry, store } from './store';

export type SplitName = 'validation' | 'test';

/** A file of the folder: its name there, its size and its SHA-256 in hex. */
export interface StoredFile {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Data of a split that stays the same during training. */
export interface StoredSplit {
  readonly count: number;
  readonly labels: StoredFile;
  readonly pictures?: StoredFile;
  /** The first is what all say together; where there are several, each follows. */
  readonly teachers: readonly { readonly name: string; readonly logits: StoredFile }[];
}

/** Logits of the student with the weights of a checkpoint. */
export interface StoredEvaluation {
  readonly checkpoint: 'best' | 'last';
  readonly split: SplitName;
  readonly step: number;
  readonly epoch: number;
  readonly logits: StoredFile;
}

export interface EvaluationIndex {
  readonly formatVersion: 1;
  readonly classes: number;
  readonly classNames?: readonly string[];
  readonly splits: Readonly<Partial<Record<SplitName, StoredSplit>>>;
  readonly evaluations: readonly StoredEvaluation[];
}

/** No larger file is written or read. */
export const largestEvaluationBytes = 256 << 20;
const largestIndexBytes = 4 << 20;
const mostClasses = 1e6;

/** The index of a folder of evaluations. */
export const evaluationIndexName = 'index.json';

/** Reads a run's index; undefined where it has none. Throws an error that names the file and says what is wrong with it. */
export function readEvaluationIndex(runFolder: string): EvaluationIndex | undefined {
  const file = path.join(runFolder, runFiles.evaluations, evaluationIndexName);
  const name = `${runFiles.evaluations}/${evaluationIndexName}`;
  const stats = statusOf(file, name);
  if (stats === undefined) return undefined;
  if (stats.size > largestIndexBytes) throw damaged(name, `it has ${stats.size} bytes`);
  try {
    return indexOf(JSON.parse(store.readText(file)));
  } catch (error) {
    throw damaged(name, error instanceof Error ? error.message : String(error));
  }
}

/**
 * Reads a file that an index names, never more than its size there, and without holding up the event loop. Throws an error
 * that names the file when it is missing, a link, or not the one that was written.
 */
export async function readStoredFile(runFolder: string, stored: StoredFile): Promise<Uint8Array> {
  const file = path.join(runFolder, runFiles.evaluations, stored.name);
  const name = `${runFiles.evaluations}/${stored.name}`;
  const stats = statusOf(file, name);
  if (stats === undefined) throw new Error(`${name} is missing; run again to write it anew`);
  if (stats.size !== stored.bytes) throw damaged(name, `it has ${stats.size} bytes, not ${stored.bytes}`);
  const bytes = await store.readLater(file);
  const digest = Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
  if (digest !== stored.sha256) throw damaged(name, 'its checksum is wrong');
  return bytes;
}

/** SHA-256 in hex. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function statusOf(file: string, name: string): Stats | undefined {
  try {
    return store.fileStatus(file);
  } catch (error) {
    if (!(error instanceof MisplacedEntry)) throw error;
    throw new Error(`${name} is no file; delete it, and run again to write it anew`, { cause: error });
  }
}

function damaged(name: string, what: string): Error {
  return new Error(`${name} is damaged: ${what}; run again to write it anew`);
}

type Fields = Readonly<Record<string, unknown>>;

function indexOf(value: unknown): EvaluationIndex {
  const fields = recordOf(value, 'the index');
  const version = fields['formatVersion'];
  if (version !== 1) throw new Error(`its format is version ${JSON.stringify(version)}, and version 1 is read`);
  const classes = wholeOf(fields, 'classes', 1, mostClasses);
  const names = fields['classNames'];
  const splits = recordOf(fields['splits'], `'splits'`);
  const { validation, test } = splits;
  return {
    formatVersion: 1,
    classes,
    ...(names !== undefined && { classNames: namesOf(names, classes) }),
    splits: {
      ...(validation !== undefined && { validation: splitOf(validation) }),
      ...(test !== undefined && { test: splitOf(test) }),
    },
    evaluations: listOf(fields, 'evaluations').map(evaluationOf),
  };
}

function splitOf(value: unknown): StoredSplit {
  const fields = recordOf(value, 'a split');
  const { labels, pictures } = fields;
  return {
    count: wholeOf(fields, 'count', 1, largestEvaluationBytes),
    labels: fileOf(labels),
    ...(pictures !== undefined && { pictures: fileOf(pictures) }),
    teachers: listOf(fields, 'teachers').map((teacher) => {
      const one = recordOf(teacher, 'a teacher');
      return { name: textOf(one, 'name'), logits: fileOf(one['logits']) };
    }),
  };
}

function evaluationOf(value: unknown): StoredEvaluation {
  const fields = recordOf(value, 'an evaluation');
  const { checkpoint, split, epoch } = fields;
  if (checkpoint !== 'best' && checkpoint !== 'last') throw new Error(`'checkpoint' is neither best nor last`);
  if (split !== 'validation' && split !== 'test') throw new Error(`'split' is neither validation nor test`);
  if (typeof epoch !== 'number' || !(epoch >= 0)) throw new Error(`'epoch' is no number`);
  const step = wholeOf(fields, 'step', 0, Number.MAX_SAFE_INTEGER);
  return { checkpoint, split, step, epoch, logits: fileOf(fields['logits']) };
}

function fileOf(value: unknown): StoredFile {
  const fields = recordOf(value, 'a file');
  const [name, sha256] = [textOf(fields, 'name'), textOf(fields, 'sha256')];
  if (!/^[a-z0-9-]{1,100}\.npy$/.test(name)) throw new Error(`the file name ${JSON.stringify(name)} is none of ours`);
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`the checksum of ${name} is no SHA-256`);
  return { name, sha256, bytes: wholeOf(fields, 'bytes', 1, largestEvaluationBytes) };
}

function namesOf(value: unknown, classes: number): string[] {
  const names: unknown[] = Array.isArray(value) ? value : [];
  if (names.length !== classes || !names.every((name) => typeof name === 'string')) {
    throw new Error(`'classNames' are not ${classes} texts`);
  }
  return names;
}

function recordOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${what} is no object`);
  return value as Fields;
}

function listOf(fields: Fields, name: string): unknown[] {
  const value = fields[name];
  if (!Array.isArray(value)) throw new Error(`'${name}' is no list`);
  return value;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Error(`'${name}' is no text`);
  return value;
}

function wholeOf(fields: Fields, name: string, least: number, most: number): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new Error(`'${name}' is no whole number from ${least} to ${most}`);
}
