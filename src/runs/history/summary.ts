import path from 'node:path';
import type { RunManifest } from '../protocol/schemas/manifest';
import { LogFollower } from '../log/log-follower';
import { runFiles } from '../folder/folders';
import { readManifest } from '../folder/manifest';
import { HeartbeatWatch } from '../process/heartbeat';
import { describeIntruder, findIntruder } from '../store/intruders';
import { store } from '../store/store';
import { stampOf, stampOfFile } from './file-stamps';
import { addToProgress, newProgress, type RunProgress } from './progress';
import { describeScriptEnd } from './endings/script-end';
import { hasProcesses, judgeRun, readProcesses, type Processes, type Standing } from './status';

/** A run in a list, by its files as they are now. */
export interface RunSummary extends Omit<Standing, 'message'> {
  readonly id: string;
  readonly folder: string;
  readonly name: string;
  readonly createdAt: number;
  readonly progress: RunProgress;
  /** Absent when the run folder is broken. */
  readonly manifest?: RunManifest;
}

/** Progress of a run by the whole of its log. Throws the file system's error. */
export async function readProgress(runFolder: string): Promise<RunProgress> {
  const reader = { log: new LogFollower(runFolder, []), progress: newProgress() };
  await readOn(reader);
  return reader.progress;
}

interface Known {
  readonly log: LogFollower;
  progress: RunProgress;
  readonly manifest: RunManifest;
  /** State of `run.json` when it was read: taking a run over writes it anew. */
  readonly manifestStamp: string;
  /** Newest summary of a run that has ended, and the state of its files then. */
  ended?: { readonly stamp: string; readonly summary: RunSummary };
}

async function readOn(entry: Pick<Known, 'log' | 'progress'>): Promise<void> {
  for await (const piece of entry.log.gained()) {
    if (piece.isAnew) entry.progress = newProgress();
    for (const event of piece.events) addToProgress(entry.progress, event);
  }
}

/** Reason why a run without a manifest is broken, with the file and the field. */
export function whyBroken({ progress }: RunSummary): string {
  return progress.message ?? 'its run.json cannot be read';
}

/**
 * Follows many runs cheaply: each log is read once, and only its growth afterwards; of a run that has ended two times are
 * looked at until one of them changes.
 */
export class RunCatalogue {
  private readonly known = new Map<string, Known>();

  private readonly hearts = new HeartbeatWatch();

  constructor(private readonly folder: string) {}

  /** All runs, newest first. A broken run is listed as broken and hides no other. */
  async list(): Promise<RunSummary[]> {
    const folders = this.folders();
    const kept = new Set(folders);
    for (const folder of this.known.keys()) if (!kept.has(folder)) this.known.delete(folder);
    return this.summaries(folders);
  }

  /** The newest runs by their names, which begin with the time; nothing is read of the others. */
  async page(count: number): Promise<RunSummary[]> {
    return this.summaries(this.folders().sort().reverse().slice(0, count));
  }

  private folders(): string[] {
    return store
      .list(this.folder)
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(this.folder, entry.name));
  }

  private async summaries(folders: readonly string[]): Promise<RunSummary[]> {
    const summaries = await Promise.all(folders.map((folder) => this.summarize(folder)));
    return summaries.sort((a, b) => b.createdAt - a.createdAt || b.id.localeCompare(a.id));
  }

  /** The state of a run so far; its manifest is read anew where that was written anew. */
  private async entryOf(folder: string, known: Known | undefined): Promise<Known> {
    const manifestStamp = stampOfFile(path.join(folder, runFiles.manifest));
    if (known?.manifestStamp === manifestStamp) return known;
    const { log, progress } = known ?? { log: new LogFollower(folder, []), progress: newProgress() };
    return { log, progress, manifest: await readManifest(folder), manifestStamp };
  }

  /** One run as it stands now. */
  async summarize(folder: string): Promise<RunSummary> {
    const id = path.basename(folder);
    const known = this.known.get(folder);
    const stamp = stampOf(folder);
    if (known?.ended !== undefined && known.ended.stamp === stamp) return known.ended.summary;
    try {
      // A clone may bring links, which would show, or write to, what lies elsewhere, and pipes, which would block.
      const intruder = findIntruder(folder, 'first level');
      if (intruder !== undefined) throw new Error(describeIntruder(intruder));
      const entry = await this.entryOf(folder, known);
      this.known.set(folder, entry);
      const processes = readProcesses(folder);
      await readOn(entry);
      const { manifest } = entry;
      const { name, createdAt } = manifest;
      const { message, ...standing } = judgeRun(folder, processes, { ...entry.progress, createdAt }, this.hearts);
      // A standing's message holds for this look alone; the log's own counts before it.
      const end = message === undefined ? {} : endOf(entry, folder, processes.exit, message);
      const progress = { ...end, ...entry.progress };
      const summary = { id, folder, name, createdAt, ...standing, progress, manifest };
      if (stamp !== undefined && isOver(summary) && !processes.isUncertain) entry.ended = { stamp, summary };
      else delete entry.ended;
      return summary;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const broken = {
        id,
        folder,
        name: id,
        createdAt: 0,
        status: 'broken',
        progress: { ...newProgress(), message },
      } as const;
      return hasProcesses(folder, this.hearts) ? { ...broken, isAtWork: true } : broken;
    }
  }
}

/** Words for the end of a run whose log has none. */
function endOf(
  { manifest, progress }: Known,
  folder: string,
  exit: Processes['exit'],
  message: string,
): { readonly message: string; readonly hint?: string } {
  const script: unknown = Reflect.get(manifest.config, 'script');
  const file: unknown = typeof script === 'object' && script !== null ? Reflect.get(script, 'file') : undefined;
  if (typeof file !== 'string' || exit === undefined) return { message };
  return describeScriptEnd(folder, file, exit, progress) ?? { message };
}

/** Whether only a change of its files can change a run's summary: a lost run may come back by its heartbeat. */
function isOver({ status, elsewhere }: RunSummary): boolean {
  return elsewhere === undefined && (status === 'finished' || status === 'stopped' || status === 'failed');
}

/** One run as it stands now, read from its files. */
export function summarizeRun(runFolder: string): Promise<RunSummary> {
  return new RunCatalogue(path.dirname(runFolder)).summarize(runFolder);
}
