import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { ResolvedConfig, ScriptConfig } from '../../config';
import { formatBytes } from '../../wording';
import { isManifest, whyNoManifest } from '../protocol/arrival';
import type { RunKind, RunManifest } from '../protocol/schemas/manifest';
import type { Product } from '../protocol/product';
import { manifestVersion } from '../protocol/versions';
import { writeFileDurably } from '../store/durable-file';
import { cacheFolder, configCopies, runFiles, workspaceOf } from './folders';
import { newerFormat } from './newer-format';
import { dataInPresentWords } from './older-words';
import { sha256Of } from './sha256';
import { store } from '../store/store';

export interface NewRun {
  /** As `newRunId` gives it; one is made when absent. */
  readonly id?: string;
  /** The folder of all runs, as `runsFolder` gives it. */
  readonly folder: string;
  readonly configText: string;
  readonly configPath: string;
  readonly config: ResolvedConfig | ScriptConfig;
  /** `run` when absent. */
  readonly kind?: RunKind;
  /** The sweep that it belongs to. */
  readonly parent?: string;
  /** Its point in the sweep. */
  readonly point?: NonNullable<RunManifest['point']>;
  /** The run that it repeats. */
  readonly repeats?: string;
  /** Id of its control. */
  readonly control?: string;
  /** The runs that it is made for as their control, by id. */
  readonly controlOf?: readonly string[];
  readonly product?: Product;
  /** Launcher that starts it; that of this machine when absent. */
  readonly launcher?: RunManifest['launcher'];
}

export interface RunHandle {
  readonly id: string;
  readonly folder: string;
}

/**
 * Makes a run folder with its manifest, which is written only here, and an exact copy of the config. Throws the file system's
 * error.
 */
export function createRun(run: NewRun): Promise<RunHandle> {
  return Promise.resolve().then(() => writeNewRun(run));
}

function writeNewRun(run: NewRun): RunHandle {
  const createdAt = Date.now();
  const id = run.id ?? newRunId(run.config.name, createdAt);
  const folder = path.join(run.folder, id);
  store.makeFolders(path.join(folder, runFiles.requests));
  const manifest: Omit<RunManifest, 'config'> & Pick<NewRun, 'config'> = {
    formatVersion: manifestVersion,
    id,
    name: run.config.name,
    createdAt,
    kind: run.kind ?? 'run',
    ...given(run),
    config: run.config,
    configPath: run.configPath,
    configHash: sha256Of(run.configText),
    cacheFolder: cacheFolder(path.dirname(path.dirname(run.folder))),
    launcher: run.launcher ?? { name: 'local' },
  };
  const copy = run.configPath.endsWith('.json') ? configCopies.json : configCopies.yaml;
  writeFileDurably(path.join(folder, copy), run.configText);
  writeFileDurably(path.join(folder, runFiles.manifest), `${JSON.stringify(manifest, null, 2)}\n`);
  return { id, folder };
}

type Given = Pick<NewRun, 'parent' | 'point' | 'repeats' | 'control' | 'controlOf' | 'product'>;

/** Fields that are absent, not undefined, where they are not given. */
function given({ parent, point, repeats, control, controlOf, product }: Given): Given {
  return {
    ...(parent !== undefined && { parent }),
    ...(point !== undefined && { point }),
    ...(repeats !== undefined && { repeats }),
    ...(control !== undefined && { control }),
    ...(controlOf !== undefined && { controlOf }),
    ...(product !== undefined && { product }),
  };
}

/**
 * Reads `run.json`. Throws an error that names the file and the first field that is wrong; of a newer format it says which
 * program opens it.
 */
export async function readManifest(runFolder: string): Promise<RunManifest> {
  const file = path.join(runFolder, runFiles.manifest);
  const { size = 0 } = store.fileStatus(file) ?? {};
  if (size > maxManifestBytes) throw noManifest(file, `it has ${formatBytes(size)}`);
  const value = parseJson((await store.readLater(file)).toString('utf8'));
  if (isDeeperThan(value, maxDepth)) throw noManifest(file, `it is nested deeper than ${maxDepth} levels`);
  const newer = newerFormat(path.basename(runFolder), value, manifestVersion);
  if (newer !== undefined) throw newer;
  if (isManifest(value)) {
    const cache = cacheFolder(workspaceOf(runFolder));
    // The types of a config's settings are the config's own to check.
    const manifest = { configPath: '', configHash: '', cacheFolder: cache, ...value } as RunManifest;
    const data = dataInPresentWords(manifest.config.data) as ResolvedConfig['data'];
    return { ...manifest, config: { ...manifest.config, data } };
  }
  throw noManifest(file, value === undefined ? 'it is no JSON' : (whyNoManifest(value) ?? ''));
}

/** A config has 256 KB at most; the rest are names and checksums. */
const maxManifestBytes = 8 << 20;
/** Maximum levels of a manifest: those of a config, and some. What walks through it would fail beyond thousands. */
const maxDepth = 100;

function noManifest(file: string, reason: string): Error {
  return new Error(`${file} is not a run's manifest; delete the run or restore the file (${reason})`);
}

function isDeeperThan(value: unknown, depth: number): boolean {
  let level: unknown[] = [value];
  for (let left = depth; left > 0 && level.length > 0; left -= 1) {
    level = level.flatMap((item): unknown[] => (typeof item === 'object' && item !== null ? Object.values(item) : []));
  }
  return level.length > 0;
}

/** Gives undefined for a text that is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The id of a run of a config's name, which is also the name of its folder: `20261123-224501-small-1a2b`. */
export function newRunId(name: string, createdAt = Date.now()): string {
  return `${timeStamp(createdAt)}-${slug(name)}-${randomBytes(2).toString('hex')}`;
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
