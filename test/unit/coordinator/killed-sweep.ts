import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig, pointConfig, type PointChoice, type PointConfig } from '../../../src/config';
import { Children } from '../../../src/coordinator/children';
import { Coordinator } from '../../../src/coordinator/coordinator';
import type { Sampler } from '../../../src/coordinator/jobs';
import {
  createRun,
  openEventWriter,
  readEvents,
  readManifest,
  summarizeRun,
  type RunEvent,
  type RunInputs,
} from '../../../src/runs';
import { Generator } from '../../../src/random';
import { KillableDisk, Killed } from './killable-disk';
import { QuickRuns, type ErrorCurves, type Errors, type QuickOptions } from './quick-runs';

/** The sweep to run, and the kills of its coordinator. */
export interface KilledSweep {
  /** `sweep:` of the config, as flow YAML. */
  readonly sweep: string;
  readonly epochs?: number;
  /** In place of Optuna's. */
  readonly sampler?: Sampler;
  readonly errors: Errors;
  /** End of the Nth run to start, from 1, in place of its training; undefined for those that train. */
  readonly ending?: QuickOptions['ending'];
  /** Contents that the Nth run to start has read, from 1. */
  readonly inputs?: (start: number) => RunInputs;
  /** Called at each look at the runs but the first. */
  readonly between?: (runs: string, look: number) => void;
  /** Changes after which the coordinator is killed for the first time; by chance when absent. */
  readonly firstKill?: number;
  /** Called when all have ended; then the sweep is resumed. */
  readonly afterwards?: (runs: string) => void;
  /** Whether runs that failed are tried again then. */
  readonly retriesFailed?: boolean;
  readonly pace?: 'at once' | 'by epochs';
  /** The runs are at a cluster, and this holds them to their number at once. */
  readonly queue?: QuickOptions['queue'];
  /** Number of the first submissions that the cluster does not answer. */
  readonly unanswered?: number;
  /** Called before a run is asked to stop. */
  readonly onStop?: (folder: string, asking: { readonly attempt: number; readonly curves: ErrorCurves }) => void;
}

/** Runs of a sweep that has ended. */
export interface EndedSweep {
  /** Folder of the sweep. */
  readonly folder: string;
  readonly kills: number;
  /** Changes of the disk over all attempts. */
  readonly changes: number;
  /** Starts of each run, by its id without the sweep's. */
  readonly starts: ReadonlyMap<string, number>;
  /** Runs that were started by one call, for each call, by their ids without the sweep's. */
  readonly calls: readonly (readonly string[])[];
  /** Maximum number of runs that were at work at once; of pace `by epochs` alone. */
  readonly mostAtOnce: number;
  /** Each run's settings, point and result, by its id without the sweep's. */
  readonly runs: Readonly<Record<string, unknown>>;
  /** Counts and best point at the end. */
  readonly summary: unknown;
  readonly events: readonly RunEvent[];
  /** Trials of the Optuna journal: settings, state and value. */
  readonly trials: readonly unknown[];
  /** The reason for which the first run without a result has none. */
  readonly failure: string | undefined;
}

/** A folder for sweeps, and the disk that they see. Both end with `close`. */
export class SweepPlace {
  private readonly disk = new KillableDisk();
  private readonly root = mkdtempSync(path.join(tmpdir(), 'distillery-kills-'));
  /** Config of the sweeps as a person has it. There is no such file, unless a test writes one. */
  readonly configFile = path.join(this.root, 'quick.distill.yaml');
  private readonly configs = new Map<string, PointConfig>();
  private count = 0;
  private failure: string | undefined;

  /** Reads a point's config once for all attempts: that is most of the time that an attempt takes. */
  private pointConfig(text: string, choice: PointChoice): PointConfig {
    const key = JSON.stringify([text, choice]);
    const known = this.configs.get(key) ?? pointConfig(text, 'yaml', choice);
    this.configs.set(key, known);
    return known;
  }

  close(): void {
    this.disk.restore();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Runs a sweep to its end. Its coordinator is killed `kills` times, some `mean` changes apart, and started again. */
  async run(shape: KilledSweep, kills = 0, mean = 0): Promise<EndedSweep> {
    const folder = await this.make(shape);
    let attempt = 1;
    const { errors, pace, onStop, inputs, ending, afterwards, queue, unanswered = 0 } = shape;
    const asked = (run: string, curves: ErrorCurves): void => onStop?.(run, { attempt, curves });
    const trainers = new QuickRuns(this.disk, errors, { pace, inputs, ending, queue, unanswered, onStop: asked });
    const generator = new Generator(kills, 1);
    const before = this.disk.changes;
    let killed = 0;
    for (; ; attempt += 1) {
      const byChance = 1 + Math.floor(2 * mean * generator.nextUniform());
      const next = killed === 0 ? (shape.firstKill ?? byChance) : byChance;
      this.disk.begin(killed < kills ? next : Infinity);
      if (await this.attempt(folder, attempt, trainers, shape)) break;
      killed += 1;
      await trainers.advance();
    }
    if (afterwards !== undefined) {
      this.disk.other(() => afterwards(path.dirname(folder)));
      await this.attempt(folder, attempt + 1, trainers, shape, shape.retriesFailed);
    }
    const { events } = readEvents(folder);
    const prefix = `${path.basename(folder)}-`;
    const starts = new Map([...trainers.starts].map(([id, times]) => [id.slice(prefix.length), times]));
    const calls = trainers.calls.map((ids) => ids.map((id) => id.slice(prefix.length)));
    const changes = this.disk.changes - before;
    const { failure } = this;
    const found = { summary: summaryOf(events), trials: trialsOf(folder), runs: await resultsOf(folder), failure };
    return { folder, kills: killed, changes, starts, calls, mostAtOnce: trainers.mostAtOnce, events, ...found };
  }

  private async make({ sweep, epochs = 1 }: KilledSweep): Promise<string> {
    const text = `name: quick
seed: 1
data: { format: idx, path: data, validation: 100 }
teacher: { model: { preset: mlp, hidden: [16] } }
student: { model: { preset: mlp, hidden: [8] } }
temperature: 4
train: { epochs: ${epochs} }
sweep: ${sweep}
`;
    const { config, problems } = parseConfig(text, 'yaml');
    if (config === undefined) throw new Error(problems.map(({ message }) => message).join('\n'));
    this.count += 1;
    const folder = path.join(this.root, String(this.count), '.distillery', 'runs');
    mkdirSync(folder, { recursive: true });
    const place = { id: 'sweep', folder, configText: text, configPath: this.configFile };
    this.disk.begin(Infinity);
    return (await createRun({ ...place, config, kind: 'sweep' })).folder;
  }

  /** Coordinates until all runs have ended, or until it is killed, which gives false. */
  private async attempt(
    folder: string,
    attempt: number,
    processes: QuickRuns,
    { between, sampler }: KilledSweep,
    retriesFailed = false,
  ): Promise<boolean> {
    try {
      const manifest = await readManifest(folder);
      const { sweep, seed } = manifest.config;
      if (sweep === undefined) throw new Error('no sweep');
      const text = readFileSync(path.join(folder, 'config.distill.yaml'), 'utf8');
      const children = new Children({
        ...{ folder, manifest, language: 'yaml', processes },
        pointConfig: (choice) => this.pointConfig(text, choice),
      });
      const events = openEventWriter(folder, attempt);
      const start = { options: sweep, seed, ...(sampler !== undefined && { sampler }) };
      let look = 0;
      const wait = (): Promise<void> => {
        look += 1;
        this.disk.other(() => between?.(path.dirname(folder), look));
        return processes.advance();
      };
      const isStopRequested = (): boolean => false;
      const { createdAt, configPath, configHash } = manifest;
      const config = { path: configPath, hash: configHash };
      const coordinator = new Coordinator(start, children, {
        ...{ folder, events, createdAt, config, isStopRequested, retriesFailed, wait },
        retryMs: 0,
      });
      await coordinator.run();
      this.failure = coordinator.firstFailure();
      events.close();
      return true;
    } catch (error) {
      if (error instanceof Killed) return false;
      throw error;
    }
  }
}

function summaryOf(events: readonly RunEvent[]): unknown {
  const last = events.findLast((event) => event.type === 'sweep' && event.dropped === undefined);
  if (last?.type !== 'sweep') return undefined;
  const { done, failed, total, best, score } = last;
  return { done, failed, total, best, score };
}

interface JournalLine {
  readonly op_code: number;
  readonly trial_id?: number;
  readonly state?: number;
  readonly values?: unknown;
  readonly params?: unknown;
  readonly user_attrs?: unknown;
}

/** Trials as Optuna reads them: creations in their order, each with its last change of state. */
function trialsOf(folder: string): unknown[] {
  const text = readFileSync(path.join(folder, 'optuna-journal.log'), 'utf8');
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalLine);
  const trials: { params: unknown; attributes: unknown; states: unknown[] }[] = [];
  for (const line of lines) {
    if (line.op_code === 4) trials.push({ params: line.params, attributes: line.user_attrs, states: [] });
    if (line.op_code === 6) trials[line.trial_id ?? -1]?.states.push(line.state === 0 ? 0 : [line.state, line.values]);
  }
  return trials.map(({ states, ...rest }) => ({ ...rest, states: states.filter((state) => state !== 0) }));
}

async function resultsOf(folder: string): Promise<Record<string, unknown>> {
  const prefix = `${path.basename(folder)}-`;
  const names = readdirSync(path.dirname(folder)).filter((name) => name.startsWith(prefix));
  const results: Record<string, unknown> = {};
  for (const name of names.sort()) {
    const { status, manifest, progress } = await summarizeRun(path.join(path.dirname(folder), name));
    const { config, point, control, parent } = manifest ?? {};
    const { errors, bestEpoch, accuracy } = progress;
    results[name.slice(prefix.length)] = { status, config, point, control, parent, errors, bestEpoch, accuracy };
  }
  return results;
}
