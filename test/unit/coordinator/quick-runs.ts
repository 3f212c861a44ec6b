import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ResolvedConfig } from '../../../src/config';
import type { RunProcesses, StartableRun } from '../../../src/coordinator/run-processes';
import { ClusterAway } from '../../../src/launchers';
import {
  describeMachine,
  folderIdOf,
  openEventWriter,
  processStartTime,
  readOwner,
  type Owner,
  type RunInputs,
  type RunSummary,
} from '../../../src/runs';
import type { KillableDisk } from './killable-disk';

/** Errors on the validation split by epoch, from 1, as a function of a run's settings alone. */
export type Errors = (config: ResolvedConfig, epoch: number) => number;

/** Validation examples of all runs. */
export const validationCount = 5000;

/** Errors of all runs by epoch, as far as they are, by the names of their folders. */
export type ErrorCurves = ReadonlyMap<string, readonly number[]>;

/** Called with the folder of a run that is asked to stop. */
type OnStop = (folder: string, curves: ErrorCurves) => void;

export interface QuickOptions {
  /** `at once`: a run has ended when its start returns; `by epochs`: it goes on by one epoch with each `advance`. */
  readonly pace: 'at once' | 'by epochs' | undefined;
  /** Contents that the Nth run to start has read. */
  readonly inputs: ((start: number) => RunInputs) | undefined;
  /** Called before a run is asked to stop. */
  readonly onStop: OnStop;
  /** End of the Nth run to start, from 1, in place of its training; undefined for those that train. */
  readonly ending: ((config: ResolvedConfig, start: number) => NewEvent | undefined) | undefined;
  /** The runs are at a cluster, and this holds them to their number at once; undefined for this machine. */
  readonly queue: RunProcesses['queue'];
  /** Number of the first calls that the cluster does not answer. */
  readonly unanswered: number;
}

type NewEvent = Parameters<ReturnType<typeof openEventWriter>['write']>[0];

interface OpenRun {
  readonly folder: string;
  readonly config: ResolvedConfig;
  /** Number of the start, from 1. */
  readonly number: number;
  /** Epochs that its log has. */
  epochs: number;
  isStopRequested: boolean;
}

/**
 * Trainers that answer by a function of their settings, in the test's own process. They are no part of the coordinator and
 * outlive it: their changes of the disk are not killed.
 */
export class QuickRuns implements RunProcesses {
  /** Starts of each run, by the name of its folder. */
  readonly starts = new Map<string, number>();
  /** Names of the folders of runs that were started by one call, for each call. */
  readonly calls: string[][] = [];
  /** Maximum number of runs that were at work at once. */
  mostAtOnce = 0;
  readonly launcher?: NonNullable<RunProcesses['launcher']>;
  readonly queue?: NonNullable<RunProcesses['queue']>;
  private open: OpenRun[] = [];
  private refused = 0;
  private readonly curves = new Map<string, number[]>();

  constructor(
    private readonly disk: KillableDisk,
    private readonly errors: Errors,
    private readonly options: QuickOptions,
  ) {
    if (options.queue === undefined) return;
    this.queue = options.queue;
    this.launcher = { name: 'a cluster', profile: 'a cluster' };
  }

  /** Starts runs; the coordinator may be killed before the processes are there, and after it. */
  start(first: StartableRun, others: readonly StartableRun[]): Promise<void> {
    if (this.refused < this.options.unanswered) {
      this.refused += 1;
      return Promise.reject(new ClusterAway('the cluster does not answer'));
    }
    this.calls.push([first, ...others].map(({ folder }) => path.basename(folder)));
    return Promise.resolve().then(() => {
      this.disk.change(() => this.disk.other(() => [first, ...others].forEach((run) => this.begin(run))));
      this.disk.change(() => undefined);
    });
  }

  stop({ folder }: RunSummary): Promise<void> {
    return Promise.resolve().then(() => {
      this.disk.change(() => {
        this.options.onStop(folder, this.curves);
        for (const run of this.open) if (run.folder === folder) run.isStopRequested = true;
      });
    });
  }

  /** Takes all runs on by an epoch. */
  advance(): Promise<void> {
    this.disk.other(() => {
      // A run whose folder was deleted has ended with it.
      this.open = this.open.filter((run) => existsSync(run.folder) && !this.step(run));
    });
    return Promise.resolve();
  }

  private begin({ folder, config }: StartableRun): void {
    const id = path.basename(folder);
    this.starts.set(id, (this.starts.get(id) ?? 0) + 1);
    writeOwner(folder, this.starts.size);
    const run: OpenRun = { folder, config, number: this.starts.size, epochs: 0, isStopRequested: false };
    if (this.options.pace === 'by epochs') {
      this.open.push(run);
      this.mostAtOnce = Math.max(this.mostAtOnce, this.open.length);
      return;
    }
    while (!this.step(run));
  }

  /** Writes the next epoch of a run; true when it has ended. */
  private step(run: OpenRun): boolean {
    const { folder, config } = run;
    const { epochs } = config.train;
    const log = openEventWriter(folder, readOwner(folder)?.attempt ?? 1);
    try {
      if (run.epochs === 0) {
        log.write({ type: 'started', engine: 'quick', engineVersion: '1', threads: 1, steps: epochs, epochs });
        const { inputs } = this.options;
        if (inputs !== undefined) log.write({ type: 'inputs', ...inputs(run.number) });
      }
      const ending = this.options.ending?.(config, run.number);
      if (ending !== undefined) {
        log.write(ending);
        return true;
      }
      if (run.isStopRequested) {
        log.write({ type: 'stopped', step: run.epochs, epoch: run.epochs });
        return true;
      }
      run.epochs += 1;
      const place = { step: run.epochs, epoch: run.epochs };
      const errors = this.errors(config, run.epochs);
      const id = path.basename(folder);
      this.curves.set(id, [...(this.curves.get(id) ?? []), errors]);
      log.write(evaluation('validation', errors, place));
      log.write({ type: 'checkpoint', ...place, file: 'checkpoints/best.weights', best: true });
      if (run.epochs < epochs) return false;
      log.write(evaluation('test', errors, place));
      const accuracy = 1 - errors / validationCount;
      log.write({ type: 'finished', step: epochs, bestEpoch: epochs, accuracy, errors, seconds: 1 });
      return true;
    } finally {
      log.close();
    }
  }
}

function evaluation(
  split: 'validation' | 'test',
  errors: number,
  place: { readonly step: number; readonly epoch: number },
): NewEvent {
  const shares = { accuracy: 1 - errors / validationCount, crossEntropy: errors / validationCount };
  return { type: 'evaluation', phase: 'student', split, ...place, ...shares, errors, count: validationCount };
}

/** Marks a run as one of a supervisor with a number of its own, whose trainer is this process. */
function writeOwner(folder: string, number: number): void {
  const owner: Owner = {
    ...{ ...describeMachine(), pid: 2 ** 30 + number, startTime: '0' },
    ...{ trainerPid: process.pid, trainerStartTime: processStartTime(process.pid) ?? '' },
    ...{ token: 'quick', attempt: (readOwner(folder)?.attempt ?? 0) + 1, folderId: folderIdOf(folder) },
  };
  writeFileSync(path.join(folder, 'owner.json'), JSON.stringify(owner));
}
