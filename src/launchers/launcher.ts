import type { TerminateOptions, TrainerProgram } from '../supervisor';

/**
 * A place where trainer programs are started: this machine, and later clusters. The run folder is the only channel to a run,
 * so a launcher keeps no connection: a run goes on without the process that submitted it, and any other one can attach to it.
 */
export interface Launcher {
  /** As the manifest, the settings and `--on` name it. */
  readonly name: string;
  /**
   * Starts a run, or queues it. Resolves once its supervisor, or the cluster, has taken it over.
   * @throws AlreadyStarted when another process started it first, else an error that says why it could not be started.
   */
  submit(submission: Submission): Promise<LaunchHandle>;
  /** The handle of a run that this launcher started, from any process; undefined when it was never started. */
  attach(runFolder: string): LaunchHandle | undefined;
  state(handle: LaunchHandle): Promise<LaunchState>;
  /** Ends a run. Throws a sentence when it cannot be ended from here. */
  cancel(handle: LaunchHandle, how: CancelOptions): Promise<Cancelled>;
}

/** A run that was submitted. */
export interface LaunchHandle {
  readonly launcher: string;
  readonly folder: string;
  /** The cluster's name for it. */
  readonly job?: string;
}

/** Programs of this installation, and the limits that the user set. */
export interface LaunchSettings {
  /** A Node executable, or the editor's own, which becomes one by ELECTRON_RUN_AS_NODE. */
  readonly nodePath: string;
  /** The bundle of our own trainer. */
  readonly trainerPath: string;
  /** The bundle of the supervisor. */
  readonly supervisorPath: string;
  /** Runs of the workspace that may run at a time; unchanged when absent. */
  readonly runsAtATime?: number;
  /** Folders outside of the workspace that a config may name files in. */
  readonly allowedFolders?: readonly string[];
  /** Time that an earlier attempt may take to end, and this one to begin, in ms. */
  readonly startTimeoutMs?: number;
}

/** A run folder and the program that trains it. */
export interface Submission extends LaunchSettings {
  readonly folder: string;
  readonly program: TrainerProgram;
}

/** The processes of a run, as its launcher sees them; the run's status is told by its folder. */
export interface LaunchState {
  readonly kind: 'queued' | 'running' | 'suspended' | 'ended' | 'unreachable';
  /** Why it does not go on, and what to do about it: a clause that follows the run's name. */
  readonly reason?: string;
}

export interface CancelOptions extends Partial<TerminateOptions> {
  /** `now` gives the trainer no time to write a checkpoint. */
  readonly when: 'after a checkpoint' | 'now';
}

/** The outcome of a cancel: a stop was requested, the run was ended here, or nothing of it was left. */
export type Cancelled = 'requested' | 'ended' | 'nothing left';
