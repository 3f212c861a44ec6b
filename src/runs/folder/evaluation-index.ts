// Evaluations of a run, kept so that views can show them without starting a trainer. `evaluations/` in the run
// folder holds .npy files, which NumPy reads, and `index.json`, which names them:
//
//   logits   float32 [count, classes]   the student's at a checkpoint, and each teacher's
//   labels   int32   [count]
//   pictures uint8   [count, height, width, channels]   the examples, made smaller where they are large
//
// A file's name holds the beginning of its SHA-256, so that the index, written last, never names a file that changes.
import { webcrypto } from 'node:crypto';
import type { Stats } from 'node:fs';
import path from 'node:path';
import { isEvaluationIndex, whyNoEvaluationIndex } from '../protocol/arrival';
import type { EvaluationIndex, StoredFile } from '../protocol/schemas/evaluations';
import { runFiles } from './folders';
import { newerFormat } from './newer-format';
import { MisplacedEntry, store } from '../store/store';

const maxIndexBytes = 4 << 20;

/** The index of a folder of evaluations. */
export const evaluationIndexName = 'index.json';

/** Reads a run's index; undefined where it has none. Throws an error that names the file and says what is wrong with it. */
export function readEvaluationIndex(runFolder: string): EvaluationIndex | undefined {
  const file = path.join(runFolder, runFiles.evaluations, evaluationIndexName);
  const name = `${runFiles.evaluations}/${evaluationIndexName}`;
  const stats = statusOf(file, name);
  if (stats === undefined) return undefined;
  if (stats.size > maxIndexBytes) throw damaged(name, `it has ${stats.size} bytes`);
  let value: unknown;
  try {
    value = JSON.parse(store.readText(file));
  } catch (error) {
    throw damaged(name, error instanceof Error ? error.message : String(error));
  }
  const newer = newerFormat(name, value, 1);
  if (newer !== undefined) throw newer;
  const why = whyNoIndex(value);
  if (why !== undefined) throw damaged(name, why);
  return knownFields(value as EvaluationIndex);
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

/** Why a value is no index of evaluations; undefined where it is one. */
function whyNoIndex(value: unknown): string | undefined {
  if (!isEvaluationIndex(value)) return whyNoEvaluationIndex(value);
  const { classes, classNames = [] } = value;
  const hasNames = value.classNames === undefined || classNames.length === classes;
  return hasNames ? undefined : `it has ${classNames.length} names of ${classes} classes`;
}

/** An index without splits that this version does not know. */
function knownFields(index: EvaluationIndex): EvaluationIndex {
  const { validation, test } = index.splits;
  return { ...index, splits: { ...(validation && { validation }), ...(test && { test }) } };
}
