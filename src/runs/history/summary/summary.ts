import path from 'node:path';
import type { RunManifest } from '../../protocol/schemas/manifest';
import { LogFollower } from '../../log/log-follower';
import { runFiles } from '../../folder/folders';
import { readManifest } from '../../folder/manifest';
import { readMarks } from '../../folder/marks';
import type { RunMarks } from '../../protocol/schemas/marks';
import { HeartbeatWatch } from '../../process/heartbeat';
import { describeIntruder, findIntruder } from '../../store/intruders';
import { store } from '../../store/store';
import { stampOf, stampOfEntries, stampOfFile } from './file-stamps';
import { Differences } from './differences';
import { addToProgress, newProgress, type RunProgress } from '../progress/progress';
import { describeScriptEnd } from '../endings/script-end';
import { hasProcesses, judgeRun, readProcesses, type Processes, type Standing } from '../status/status';

/** A run in a list, by its files as they are now. */
export interface RunSummary extends Omit<Standing, 'message'> {
  readonly id: string;
  readonly folder: string;
  /** Name that was given to the run, or else that of its config. */
  readonly name: string;
  /** Words that tell it from the other runs of its name; known once the whole list was read. */
  readonly difference?: string;
  readonly createdAt: number;
  readonly progress: RunProgress;
  /** Absent when the run folder is broken. */
  readonly manifest?: RunManifest;
  /** Marks that people gave it; absent without any. */
  readonly marks?: RunMarks;
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
  /** Newest summary of a run that has ended, or was never started and is lost, and the state of its files then. */
  ended?: { readonly stamp: string; summary: RunSummary };
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

  private readonly differences = new Differences();

  /** Part of the ended runs that the present look takes; undefined for all. */
  private round: number | undefined;

  /** Run folders as they were last found, and the state of the folder of runs then. */
  private found: { readonly stamp: string | undefined; readonly folders: readonly string[] } | undefined;

  constructor(private readonly folder: string) {}

  /**
   * All runs, newest first. A broken run is listed as broken and hides no other. `active` is for those who look again and again: of
   * the runs that have ended it looks at some each time, and at all within `rounds` times.
   */
  async list(look: 'all' | 'active' = 'all'): Promise<RunSummary[]> {
    const folders = this.folders(look);
    this.round = look === 'all' ? undefined : ((this.round ?? 0) + 1) % rounds;
    const kept = new Set(folders);
    for (const folder of this.known.keys()) if (!kept.has(folder)) this.known.delete(folder);
    const runs = await this.summaries(folders);
    const differences = this.differences.among(runs);
    return runs.map((run) => this.tellApart(run, differences.get(run.folder)));
  }

  /** Gives a run the words that tell it from its siblings, and keeps them with a run that has ended. */
  private tellApart(run: RunSummary, difference: string | undefined): RunSummary {
    if (run.difference === difference) return run;
    const told = withDifference(run, difference);
    const ended = this.known.get(run.folder)?.ended;
    if (ended?.summary === run) ended.summary = told;
    return told;
  }

  /** The newest runs by their names, which begin with the time; nothing is read of the others. */
  async page(count: number): Promise<RunSummary[]> {
    this.round = undefined;
    return this.summaries([...this.folders('all')].sort().reverse().slice(0, count));
  }

  /** The run folders. An `active` look reads thousands of names again only where one has come or gone. */
  private folders(look: 'all' | 'active'): readonly string[] {
    const stamp = stampOfEntries(this.folder);
    const before = this.found;
    if (look === 'active' && stamp !== undefined && before?.stamp === stamp) return before.folders;
    const folders = store
      .list(this.folder)
      .filter((entry) => entry.isDirectory())
      .map((entry) => path.join(this.folder, entry.name));
    this.found = { stamp, folders };
    return folders;
  }

  private async summaries(folders: readonly string[]): Promise<RunSummary[]> {
    const kept: RunSummary[] = [];
    const asked: Promise<RunSummary>[] = [];
    folders.forEach((folder, index) => {
      const ended = this.known.get(folder)?.ended;
      const isSkipped = this.round !== undefined && index % rounds !== this.round;
      if (ended !== undefined && isSkipped) kept.push(ended.summary);
      else asked.push(this.summarize(folder));
    });
    const summaries = [...kept, ...(await Promise.all(asked))];
    return summaries.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
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
      const { createdAt } = manifest;
      const marks = readMarks(folder);
      const name = marks.name ?? manifest.name;
      const { message, ...standing } = judgeRun(folder, processes, { ...entry.progress, createdAt }, this.hearts);
      // A standing's message holds for this look alone; the log's own counts before it.
      const end = message === undefined ? {} : endOf(entry, folder, processes.exit, message);
      const progress = { ...end, ...entry.progress };
      const isMarked = Object.keys(marks).length > 0;
      const facts = { id, folder, name, createdAt, ...standing, progress, manifest };
      const summary: RunSummary = isMarked ? { ...facts, marks } : facts;
      const isSettled = isOver(summary) || (summary.status === 'lost' && processes.owner === undefined);
      if (stamp !== undefined && isSettled && !processes.isUncertain) entry.ended = { stamp, summary };
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

function withDifference(run: RunSummary, difference: string | undefined): RunSummary {
  const told: { -readonly [Key in keyof RunSummary]: RunSummary[Key] } = { ...run };
  if (difference === undefined) delete told.difference;
  else told.difference = difference;
  return told;
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

/** Looks within which all ended runs are looked at. */
const rounds = 10;

/** One run as it stands now, read from its files. */
export function summarizeRun(runFolder: string): Promise<RunSummary> {
  return new RunCatalogue(path.dirname(runFolder)).summarize(runFolder);
}
