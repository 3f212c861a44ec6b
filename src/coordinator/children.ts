import path from 'node:path';
import {
  controlConfig,
  faultOfConfig,
  teachersOf,
  type Language,
  type NamedTeacher,
  type PointChoice,
  type PointConfig,
  type ResolvedConfig,
} from '../config';
import { defaultLauncher } from '../launchers';
import {
  clearSpareCheckpoints,
  createRun,
  isActiveStatus,
  isControl,
  isForeign,
  type NewRun,
  product,
  readOwner,
  RunCatalogue,
  runFiles,
  type RunManifest,
  type RunSummary,
  sha256Of,
  store,
} from '../runs';
import { groupKey, groupOf } from './groups';
import type { Job } from './jobs';
import type { QueueKind } from './queue-limits';
import type { RunProcesses } from './run-processes';

/** The sweep whose runs are made. */
export interface SweepRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  /** Language of its config, and of those of its runs. */
  readonly language: Language;
  /** Gives the config of a point, a function of its choice alone. */
  readonly pointConfig: (choice: PointChoice) => PointConfig;
  readonly processes: RunProcesses;
}

/** A run whose folder is made. */
interface MadeRun {
  readonly id: string;
  readonly config: ResolvedConfig;
}

type Made = Pick<NewRun, 'config' | 'configText' | 'control' | 'controlOf' | 'parent' | 'point'>;

/** The runs of a sweep and their controls, as they are on disk. */
export class Children {
  private readonly catalogue: RunCatalogue;
  private readonly summaries = new Map<string, RunSummary>();
  private readonly controls = new Set<string>();
  /** Configs of jobs that are not made yet, by the jobs' keys. */
  private readonly configs = new Map<string, PointConfig>();

  constructor(private readonly sweep: SweepRun) {
    this.catalogue = new RunCatalogue(path.dirname(sweep.folder));
    const prefix = `${sweep.manifest.id}-`;
    for (const { name } of store.list(path.dirname(sweep.folder))) {
      // A folder whose making was broken off has no manifest, and counts as not made.
      if (!name.startsWith(prefix) || !this.isMade(name)) continue;
      if (name.startsWith(`${prefix}control-`)) this.controls.add(name);
      else this.known.add(name);
    }
  }

  private readonly known = new Set<string>();
  /** Finished runs whose checkpoints were looked at. */
  private readonly cleared = new Set<string>();

  /**
   * Refuses runs that were put beside the sweep's own: their results would be taken for its own.
   * @throws Error that names the first of them
   */
  assertOwn(): void {
    const { id } = this.sweep.manifest;
    const foreign = this.all().find(
      (run) => isForeign(run) && (readOwner(run.folder) !== undefined || !isNamedBy(run, id)),
    );
    if (foreign === undefined) return;
    throw new Error(
      `${foreign.id} lies among the runs of this sweep and was not run here; delete it, and resume the sweep`,
    );
  }

  /** Looks at all runs anew; those that have ended cost little. */
  async refresh(): Promise<void> {
    await this.sweep.processes.look?.(this.active());
    for (const id of [...this.known, ...this.controls]) {
      this.summaries.set(id, await this.catalogue.summarize(this.folderOf(id)));
    }
  }

  idOf({ key }: Pick<Job, 'key'>): string {
    return `${this.sweep.manifest.id}-${key}`;
  }

  folderOf(id: string): string {
    return path.join(path.dirname(this.sweep.folder), id);
  }

  /** The run of a job; undefined before it is made. */
  runOf(job: Pick<Job, 'key'>): RunSummary | undefined {
    return this.summaries.get(this.idOf(job));
  }

  /** All runs and controls. */
  all(): readonly RunSummary[] {
    return [...this.summaries.values()];
  }

  active(): readonly RunSummary[] {
    return this.all().filter(({ status }) => isActiveStatus(status));
  }

  /** Whether all controls have ended. */
  get areControlsOver(): boolean {
    return [...this.controls].every((id) => !isActiveStatus(this.summaries.get(id)?.status ?? 'queued'));
  }

  /** Whether the runs train at a cluster, which has a queue of its own. */
  get isAtCluster(): boolean {
    return this.sweep.processes.launcher !== undefined;
  }

  get queue(): QueueKind {
    return this.sweep.processes.queue ?? 'local';
  }

  /**
   * The first of some jobs with those that are to be started with it: to train side by side in one process, or in one array of a
   * cluster.
   */
  together(jobs: readonly Job[]): readonly Job[] {
    if (this.queue === 'array') return jobs;
    if (this.queue === 'none') return jobs.slice(0, 1);
    return groupOf(jobs.map((job) => ({ job, key: this.keyOf(job), seed: job.choice.seed }))).map(({ job }) => job);
  }

  /**
   * Makes the runs of jobs, and their controls where there are none yet, and submits them: the controls before the runs, those that
   * can train side by side as one. Where nobody else holds runs to their number, a job whose control is new gets that alone, and its
   * run by the next call. Gives the faults of points that no run can have, by the keys of their jobs.
   */
  async start(jobs: readonly Job[], wantsControl: boolean): Promise<ReadonlyMap<string, string>> {
    const faults = new Map<string, string>();
    const made: MadeRun[] = [];
    const controls: MadeRun[] = [];
    for (const job of jobs) {
      const run = await this.prepare(job, wantsControl, controls);
      if (typeof run === 'string') faults.set(job.key, run);
      else if (run !== undefined) made.push(run);
    }
    if (this.queue === 'array') {
      // One array, whose limit holds for both.
      await this.submit([...controls, ...made]);
    } else {
      await this.submitGroups(controls);
      await this.submit(made);
    }
    return faults;
  }

  /** Submits runs that were made and not submitted, since an earlier attempt was killed between the two. */
  async submitMade(): Promise<void> {
    await this.resume(this.all().filter(({ folder, job }) => readOwner(folder) === undefined && job === undefined));
  }

  /** Starts runs again where they stand: those that lost their processes or were stopped. */
  async resume(runs: readonly RunSummary[]): Promise<void> {
    await this.submitGroups(
      runs.flatMap(({ id, manifest }) => (manifest === undefined ? [] : [{ id, config: manifest.config }])),
    );
  }

  /** Submits runs, those that can train side by side as one. */
  private async submitGroups(runs: readonly MadeRun[]): Promise<void> {
    let left = runs.map(({ id, config }) => ({ id, config, key: groupKey(config), seed: config.seed }));
    while (left.length > 0) {
      const group = this.isAtCluster ? left : groupOf(left);
      await this.submit(group);
      left = left.filter((run) => !group.includes(run));
    }
  }

  /** Processes that train runs of the sweep, or wait until they may. */
  get activeProcesses(): number {
    // Machines of a cluster number their processes each for itself.
    if (this.isAtCluster) return this.active().length;
    return new Set(this.active().map(({ id, folder }) => readOwner(folder)?.pid ?? id)).size;
  }

  /** Asks all runs that are at work to stop after a checkpoint, and takes the others out of the queue. */
  async stopAll(): Promise<void> {
    for (const run of this.active()) await this.stop(run);
  }

  /** Asks a run to stop after a checkpoint, or takes it out of the queue. */
  async stop(run: RunSummary): Promise<void> {
    // One that its cluster has not taken yet is not stopped there: it begins nothing.
    const isTaken = run.job !== undefined || readOwner(run.folder) !== undefined;
    if (isTaken && (run.status === 'running' || run.status === 'queued')) await this.sweep.processes.stop(run);
  }

  /** Removes the checkpoints that finished runs do not need; each run is looked at once. */
  clearCheckpoints(): void {
    const ended = this.all().filter(({ id, status }) => status === 'finished' && !this.cleared.has(id));
    clearSpareCheckpoints(ended);
    for (const { id } of ended) this.cleared.add(id);
  }

  /** The failure of a run whose teacher this config has too. */
  private teacherFault(config: ResolvedConfig): string | undefined {
    const own = teachersOf(config).map((teacher) => identityOf(teacher, config));
    for (const { id, status, manifest, progress } of this.all()) {
      const { failedTeacher, message } = progress;
      if (status !== 'failed' || failedTeacher === undefined || manifest === undefined) continue;
      const failed = teachersOf(manifest.config).find(({ name }) => name === failedTeacher);
      if (failed !== undefined && own.includes(identityOf(failed, manifest.config))) {
        return `its teacher could not be had by ${id} either: ${message ?? 'the log of that run says why'}`;
      }
    }
    return undefined;
  }

  private isMade(id: string): boolean {
    return store.hasFile(path.join(this.folderOf(id), runFiles.manifest));
  }

  private keyOf(job: Job): string | undefined {
    const { config } = this.configOf(job);
    return config && groupKey(config);
  }

  private configOf(job: Job): PointConfig {
    const known = this.configs.get(job.key) ?? this.sweep.pointConfig(job.choice);
    this.configs.set(job.key, known);
    return known;
  }

  /**
   * Makes the run of a job, and before it its control, which is added to `controls` where it is new: a run that is there has its
   * control, wherever a coordinator was killed. Gives the fault of a point that no run can have, and undefined for a run that is not
   * made yet, since its control is started first.
   */
  private async prepare(job: Job, wantsControl: boolean, controls: MadeRun[]): Promise<MadeRun | string | undefined> {
    const { config, text: configText, fault } = this.configOf(job);
    this.configs.delete(job.key);
    if (config === undefined) return fault ?? 'its config cannot be read';
    const unfit = faultOfConfig(config, 'train') ?? this.teacherFault(config);
    if (unfit !== undefined) return unfit;
    const id = this.idOf(job);
    const control =
      wantsControl && !isControl(config) ? await this.prepareControl(configText, id, controls) : undefined;
    if (this.queue === 'none' && controls.length > 0) return undefined;
    const parent = this.sweep.manifest.id;
    const point = { index: job.point, stage: job.stage };
    await this.make(id, { config, configText, parent, point, ...(control !== undefined && { control }) });
    this.known.add(id);
    return { id, config };
  }

  /** Makes the control of a run and adds it to `controls`, unless another one has it already. Gives its id. */
  private async prepareControl(configText: string, runId: string, controls: MadeRun[]): Promise<string> {
    const { config, text } = controlConfig(configText, this.sweep.language);
    const id = `${this.sweep.manifest.id}-control-${hashOf(config)}`;
    if (this.controls.has(id)) return id;
    await this.make(id, { config, configText: text, controlOf: [runId] });
    this.controls.add(id);
    controls.push({ id, config });
    return id;
  }

  /** Makes a run's folder; one whose making was broken off has no manifest, and is made anew. */
  private async make(id: string, made: Made): Promise<void> {
    if (this.isMade(id)) return;
    store.remove(this.folderOf(id));
    const { manifest, folder } = this.sweep;
    await createRun({
      ...{ ...made, id, folder: path.dirname(folder), configPath: manifest.configPath },
      launcher: this.sweep.processes.launcher ?? { name: defaultLauncher },
      ...(product && { product }),
    });
  }

  /** Submits runs that train side by side, or one; at a cluster as one job of many. */
  private async submit(runs: readonly MadeRun[]): Promise<void> {
    const [first, ...others] = runs.map(({ id, config }) => ({ folder: this.folderOf(id), config }));
    if (first === undefined) return;
    await this.sweep.processes.start(first, others);
    for (const { id } of runs) this.summaries.set(id, await this.catalogue.summarize(this.folderOf(id)));
  }
}

/** Whether a run says that it belongs to a sweep, or to a run of that. */
function isNamedBy({ manifest }: RunSummary, sweep: string): boolean {
  return manifest?.parent === sweep || manifest?.controlOf?.some((id) => id.startsWith(`${sweep}-`)) === true;
}

/** All that a teacher follows from. */
function identityOf({ source }: NamedTeacher, { data }: ResolvedConfig): string {
  return JSON.stringify([source, data]);
}

/** A short name of a config's settings, the same for the same ones whatever it is called. */
function hashOf(config: ResolvedConfig): string {
  return sha256Of(JSON.stringify({ ...config, name: '' })).slice(0, 10);
}
