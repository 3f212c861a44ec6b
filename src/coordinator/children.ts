import { createHash } from 'node:crypto';
import path from 'node:path';
import {
  controlConfig,
  faultOfConfig,
  pointConfig,
  teachersOf,
  type Language,
  type NamedTeacher,
  type ResolvedConfig,
} from '../config';
import { cancelRun, defaultLauncher, programFor, submitRun, type LaunchSettings } from '../launchers';
import {
  AlreadyStarted,
  createRun,
  isActiveStatus,
  isControl,
  isForeign,
  product,
  readOwner,
  RunCatalogue,
  store,
  runFiles,
  type NewRun,
  type RunManifest,
  type RunSummary,
} from '../runs';
import type { Job } from './jobs';

/** The sweep whose runs are made. */
export interface SweepRun {
  readonly folder: string;
  readonly manifest: RunManifest;
  /** Its config as it was written. */
  readonly text: string;
  readonly language: Language;
  readonly settings: LaunchSettings;
}

type Made = Pick<NewRun, 'config' | 'configText' | 'control' | 'controlOf' | 'parent' | 'point'>;

/** The runs of a sweep and their controls, as they are on disk. */
export class Children {
  private readonly catalogue: RunCatalogue;
  private readonly summaries = new Map<string, RunSummary>();
  private readonly controls = new Set<string>();

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

  /**
   * Makes the run of a job, and its control where there is none yet, and submits them. Gives the fault of a point that no run
   * can have.
   */
  async start(job: Job, wantsControl: boolean): Promise<string | undefined> {
    const { text, language } = this.sweep;
    const { config, text: configText, fault } = pointConfig(text, language, job.choice);
    if (config === undefined) return fault ?? 'its config cannot be read';
    const unfit = faultOfConfig(config, 'train') ?? this.teacherFault(config);
    if (unfit !== undefined) return unfit;
    const id = this.idOf(job);
    const control = wantsControl && !isControl(config) ? controlConfig(configText, language) : undefined;
    const controlId = control && `${this.sweep.manifest.id}-control-${hashOf(control.config)}`;
    const parent = this.sweep.manifest.id;
    const point = { index: job.point, stage: job.stage };
    await this.make(id, { config, configText, parent, point, ...(controlId !== undefined && { control: controlId }) });
    this.known.add(id);
    if (control !== undefined && controlId !== undefined && !this.controls.has(controlId)) {
      await this.make(controlId, { config: control.config, configText: control.text, controlOf: [id] });
      this.controls.add(controlId);
      await this.submit(controlId, control.config);
    }
    await this.submit(id, config);
    return undefined;
  }

  /** Submits runs that were made and not submitted, since an earlier attempt was killed between the two. */
  async submitMade(): Promise<void> {
    for (const run of this.all()) if (readOwner(run.folder) === undefined) await this.resume(run);
  }

  /** Starts a run again where it stands: one that lost its processes or was stopped. */
  async resume({ id, manifest }: RunSummary): Promise<void> {
    if (manifest !== undefined) await this.submit(id, manifest.config);
  }

  /** Asks all runs that are at work to stop after a checkpoint, and takes the others out of the queue. */
  async stopAll(): Promise<void> {
    for (const run of this.active()) {
      if (run.status !== 'stopping') await cancelRun(run, { when: 'after a checkpoint' });
    }
  }

  async drop(run: RunSummary): Promise<void> {
    if (run.status === 'running' || run.status === 'queued') await cancelRun(run, { when: 'after a checkpoint' });
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

  /** Makes a run's folder; one whose making was broken off has no manifest, and is made anew. */
  private async make(id: string, made: Made): Promise<void> {
    if (this.isMade(id)) return;
    store.remove(this.folderOf(id));
    const { manifest, folder } = this.sweep;
    await createRun({
      ...{ ...made, id, folder: path.dirname(folder), configPath: manifest.configPath },
      launcher: { name: defaultLauncher },
      ...(product && { product }),
    });
  }

  private async submit(id: string, config: ResolvedConfig): Promise<void> {
    const folder = this.folderOf(id);
    const { settings, manifest } = this.sweep;
    const program = await programFor({ folder, config, configPath: manifest.configPath }, settings);
    try {
      await submitRun({ folder, manifest: { launcher: { name: defaultLauncher } } }, { ...settings, program });
    } catch (error) {
      if (!(error instanceof AlreadyStarted)) throw error;
    }
    this.summaries.set(id, await this.catalogue.summarize(folder));
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
  return createHash('sha256')
    .update(JSON.stringify({ ...config, name: '' }))
    .digest('hex')
    .slice(0, 10);
}
