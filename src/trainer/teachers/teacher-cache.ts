import { createHash } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DataSet } from '../../data';
import { aboutTeacher, readWeightsFile, writeFileDurably, writeWeightsFile, type AboutTeacher } from '../../runs';
import type { Context } from '../context/context';
import { readLogits, writeLogits, type Logits } from './logits-cache';

interface Header {
  readonly key: string;
}

/** Raised whenever training would give another teacher from the same config. */
const recipeVersion = 2;

/** One teacher's folder in the cache: weights, logits and, while it trains, checkpoints. */
export class TeacherCache {
  /** SHA-256 of all that the teacher's weights and logits follow from, in hex. */
  readonly key: string;
  private readonly folder: string;

  constructor({ manifest }: Context, ...ingredients: readonly unknown[]) {
    this.key = createHash('sha256')
      .update(JSON.stringify([recipeVersion, ...ingredients]))
      .digest('hex');
    this.folder = path.join(manifest.cacheFolder, 'teachers', this.key);
  }

  /** Folder of the checkpoints of its training. */
  get checkpoints(): string {
    return path.join(this.folder, 'checkpoints');
  }

  /** Makes the folder. A cache may be cleared while a teacher trains. */
  make(): void {
    mkdirSync(this.folder, { recursive: true });
  }

  /** The trained weights; undefined when there are none. Throws an error that names a damaged file. */
  readWeights(): readonly Float32Array[] | undefined {
    const content = readWeightsFile<Header>(this.weightsFile);
    return content?.header.key === this.key ? content.arrays : undefined;
  }

  /** Keeps the trained weights and removes the checkpoints that led to them. */
  writeWeights(arrays: readonly Float32Array[]): void {
    this.make();
    writeWeightsFile<Header>(this.weightsFile, { header: { key: this.key }, arrays });
    rmSync(this.checkpoints, { recursive: true, force: true });
  }

  /** The logits over all splits; undefined when there are none. Throws an error that names a damaged file. */
  readLogits(data: DataSet): Logits | undefined {
    return readLogits(this.folder, data);
  }

  /** Keeps the logits over all splits and what they were made of. */
  writeLogits(logits: Logits, data: DataSet, about: AboutTeacher): void {
    writeLogits(this.folder, logits, data);
    writeFileDurably(path.join(this.folder, aboutTeacher), `${JSON.stringify(about, null, 2)}\n`);
  }

  private get weightsFile(): string {
    return path.join(this.folder, 'teacher.weights');
  }
}

/** Reads from the cache; a damaged file counts as missing, with a notice. */
export function readCached<Value>({ events }: Context, read: () => Value | undefined): Value | undefined {
  try {
    return read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    events.write({ type: 'notice', message: `the cached teacher is made again: ${reason}` });
    return undefined;
  }
}
