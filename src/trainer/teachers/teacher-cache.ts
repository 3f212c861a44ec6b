import path from 'node:path';
import type { DataSet } from '../../data';
import {
  type AboutTeacher,
  decodeWeights,
  encodeWeights,
  ForeignTeacher,
  MisplacedEntry,
  runFiles,
  sha256Of,
  store,
  takeTrainingSlot,
  TeacherEntry,
  teacherFiles,
} from '../../runs';
import type { Context } from '../context/context';
import { encodeLogits, readLogits, type Logits } from './logits-cache';

interface Header {
  readonly key: string;
}

/** Raised whenever training would give another teacher from the same config. */
const recipeVersion = 2;

/**
 * One teacher's entry in the cache, weights and logits, and the folder in which this run trains it. A teacher that is being
 * trained belongs to its run alone: a cache that is cleared, or another run, takes nothing away from it.
 */
export class TeacherCache {
  /** SHA-256 of all that the teacher's weights and logits follow from, in hex. */
  readonly key: string;
  private readonly entry: TeacherEntry;
  /** A write has failed. */
  private isReadOnly = false;

  constructor(
    private readonly context: Context,
    ...ingredients: readonly unknown[]
  ) {
    this.key = sha256Of(JSON.stringify([recipeVersion, ...ingredients]));
    this.entry = new TeacherEntry(context.manifest.cacheFolder, this.key);
    this.attempt(() => {
      this.entry.clearPlace();
    });
  }

  /** Names the training that this run's checkpoints of the teacher belong to. */
  get identity(): string {
    return `${this.context.manifest.id} ${this.key}`;
  }

  /** Folder of the checkpoints of its training, in the run folder. */
  get checkpoints(): string {
    return path.join(this.trainings, this.key);
  }

  /** Makes what the checkpoints' folder lies in. */
  make(): void {
    store.makeFolder(this.trainings);
  }

  /** Works while no other run makes this teacher, and waits until that is so. Throws what `work` throws, or StopRequested. */
  async alone<Value>(work: () => Promise<Value>): Promise<Value> {
    const { manifest, runFolder, events, pause } = this.context;
    const onWait = (run: string): void => {
      const message = `waits for the teacher that run ${run} makes (key ${this.key.slice(0, 8)})`;
      events.write({ type: 'notice', message });
    };
    const release = await takeTrainingSlot({
      key: this.key,
      cacheFolder: manifest.cacheFolder,
      ...{ runFolder, onWait, pause },
    });
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** The trained weights; undefined when there are none. Throws an error that names a damaged file. */
  async readWeights(): Promise<readonly Float32Array[] | undefined> {
    const bytes = await this.entry.read(teacherFiles.weights);
    if (bytes === undefined) return undefined;
    const { header, arrays } = decodeWeights<Header>(bytes, teacherFiles.weights);
    return header.key === this.key ? arrays : undefined;
  }

  /** Keeps the trained weights, and removes the checkpoints that led to them once they are kept. */
  writeWeights(arrays: readonly Float32Array[]): void {
    const bytes = encodeWeights<Header>({ header: { key: this.key }, arrays });
    if (this.keep({ [teacherFiles.weights]: bytes })) store.remove(this.trainings);
  }

  /** The logits over all splits; undefined when there are none. Throws an error that names a damaged file. */
  readLogits(data: DataSet): Promise<Logits | undefined> {
    return readLogits(this.entry, data);
  }

  /** Keeps the logits over all splits and what they were made of. */
  writeLogits(logits: Logits, data: DataSet, about: AboutTeacher): void {
    this.keep({ ...encodeLogits(logits, data), [teacherFiles.about]: textOfAbout(about) });
  }

  /** Keeps the settings and files that kept logits follow from now: the same content may lie in other files. */
  async updateAbout(about: AboutTeacher): Promise<void> {
    const text = textOfAbout(about);
    const kept = await this.entry.read(teacherFiles.about).catch(() => undefined);
    if (kept?.toString('utf8') !== text) this.keep({ [teacherFiles.about]: text });
  }

  /** Tells before a training where its result cannot be kept for other runs. */
  probe(): void {
    const { folder } = this.entry;
    if (store.folderStatus(folder) !== undefined) return;
    this.attempt(() => {
      store.makeFolders(folder);
      store.remove(folder);
    });
  }

  /** Writes files of the entry; false, with one notice, where the cache takes none: the run has them in memory and goes on. */
  private keep(files: Parameters<TeacherEntry['write']>[0]): boolean {
    return !this.isReadOnly && this.attempt(() => this.entry.write(files));
  }

  private attempt(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (error) {
      if (error instanceof MisplacedEntry) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      const message = `the teacher is not kept for other runs, since the cache cannot be written: ${reason}`;
      this.context.events.write({ type: 'notice', message });
      this.isReadOnly = true;
      return false;
    }
  }

  private get trainings(): string {
    return path.join(this.context.runFolder, runFiles.teachers);
  }
}

const textOfAbout = (about: AboutTeacher): string => `${JSON.stringify(about, null, 2)}\n`;

/**
 * Reads from the cache; a damaged file, or a teacher that its user did not make, counts as missing, with a notice. A cache
 * that is reached by a link is an error: what is made again would be written through it.
 */
export async function readCached<Value>(
  { events }: Context,
  read: () => Promise<Value | undefined>,
): Promise<Value | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MisplacedEntry && error.expected === 'a folder') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    const what = error instanceof ForeignTeacher ? 'a teacher' : 'the cached teacher';
    events.write({ type: 'notice', message: `${what} is made again: ${reason}` });
    return undefined;
  }
}
