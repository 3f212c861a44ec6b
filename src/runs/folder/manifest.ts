import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import type { ResolvedConfig } from '../../config';
import { writeFileDurably } from './durable-file';
import { cacheFolder, configCopies, runFiles } from './folders';
import { store } from './store';

/** `run.json`: what a run is, written once. */
export interface RunManifest {
  readonly formatVersion: 1;
  readonly id: string;
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly config: ResolvedConfig;
  /** The file that the run was started from. */
  readonly configPath: string;
  /** SHA-256 of the config's text, in hex. */
  readonly configHash: string;
  readonly cacheFolder: string;
  /** The run that this one repeats. */
  readonly parent?: string;
  readonly versions: Readonly<Record<string, string>>;
  /** What executes the steps; written by the trainer once it has chosen. */
  readonly engine?: EngineRecord;
  /** The teachers that the student learnt from, by the hash of what made them. */
  readonly teachers?: readonly TeacherRecord[];
}

/** A teacher, and the SHA-256 of its files, or of its settings and data where it was trained, in hex. */
export interface TeacherRecord {
  readonly name: string;
  readonly sha256: string;
}

/** The engine that was chosen, and why faster ones were not. */
export interface EngineRecord {
  readonly name: string;
  readonly version: string;
  readonly threads: number;
  readonly rejected: readonly { readonly name: string; readonly reason: string }[];
}

export interface NewRun {
  /** The folder of all runs, as `runsFolder` gives it. */
  readonly folder: string;
  readonly configText: string;
  readonly configPath: string;
  readonly config: ResolvedConfig;
  readonly parent?: string;
}

export interface RunHandle {
  readonly id: string;
  readonly folder: string;
}

/** Makes a run folder with its manifest and an exact copy of the config. Throws the file system's error. */
export function createRun(run: NewRun): Promise<RunHandle> {
  return Promise.resolve().then(() => writeNewRun(run));
}

function writeNewRun(run: NewRun): RunHandle {
  const createdAt = Date.now();
  const id = `${timeStamp(createdAt)}-${slug(run.config.name)}-${randomBytes(2).toString('hex')}`;
  const folder = path.join(run.folder, id);
  store.makeFolders(path.join(folder, runFiles.control));
  const manifest: RunManifest = {
    formatVersion: 1,
    id,
    name: run.config.name,
    createdAt,
    config: run.config,
    configPath: run.configPath,
    configHash: createHash('sha256').update(run.configText).digest('hex'),
    cacheFolder: cacheFolder(path.dirname(path.dirname(run.folder))),
    ...(run.parent === undefined ? {} : { parent: run.parent }),
    versions: { node: process.versions.node },
  };
  const copy = run.configPath.endsWith('.json') ? configCopies.json : configCopies.yaml;
  writeFileDurably(path.join(folder, copy), run.configText);
  writeFileDurably(path.join(folder, runFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return { id, folder };
}

/** Reads `run.json`. Throws an error that names the file when it is missing, torn or of a newer format. */
export async function readManifest(runFolder: string): Promise<RunManifest> {
  const file = path.join(runFolder, runFiles.manifest);
  const value = parseJson((await store.readLater(file)).toString('utf8'));
  if (!isManifest(value)) throw new Error(`${file} is not a run's manifest; delete the run or restore the file`);
  return value;
}

/** Adds the chosen engine to `run.json`. Throws as `readManifest` does, or the file system's error. */
export async function recordEngine(runFolder: string, engine: EngineRecord): Promise<void> {
  const manifest: RunManifest = { ...(await readManifest(runFolder)), engine };
  writeFileDurably(path.join(runFolder, runFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Adds a teacher to `run.json`, or takes the place of its namesake. Throws as `recordEngine` does. */
export async function recordTeacher(runFolder: string, teacher: TeacherRecord): Promise<void> {
  const manifest = await readManifest(runFolder);
  const others = (manifest.teachers ?? []).filter(({ name }) => name !== teacher.name);
  const next: RunManifest = { ...manifest, teachers: [...others, teacher] };
  writeFileDurably(path.join(runFolder, runFiles.manifest), `${JSON.stringify(next, null, 2)}\n`);
}

/** What is no JSON is no manifest either, and is told as that. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is RunManifest {
  if (typeof value !== 'object' || value === null) return false;
  const manifest = value as Partial<Record<keyof RunManifest, unknown>>;
  return (
    manifest.formatVersion === 1 &&
    typeof manifest.id === 'string' &&
    typeof manifest.name === 'string' &&
    typeof manifest.createdAt === 'number' &&
    typeof manifest.config === 'object' &&
    manifest.config !== null
  );
}

/** Sorts by time as text: 20261123-224501. */
function timeStamp(milliseconds: number): string {
  const [day = '', time = ''] = new Date(milliseconds).toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}`;
}

/** A name that is safe as a part of a folder's name on every platform. */
function slug(name: string): string {
  const safe = name.normalize('NFKD').replaceAll(/[^A-Za-z0-9]+/g, '-');
  return safe.replaceAll(/^-+|-+$/g, '').slice(0, 40) || 'run';
}
