import type { FindPython } from './python-program';
import type { AllowScript } from './script-program';
import type { TerminateOptions, TrainerProgram } from '../supervisor';

/**
 * Starts trainer programs in one place: on this machine, and later on clusters. The run folder is the only channel to a run, so
 * a launcher keeps no connection: a run outlives the process that submitted it, and any other process can attach to it.
 */
export interface Launcher {
  /** Name in the manifest, the settings and `--on`. */
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
  /** Maximum number of runs of the workspace that run at once; unchanged when absent. */
  readonly runsAtATime?: number;
  /** Folders outside the workspace in which a config may name files. */
  readonly allowedFolders?: readonly string[];
  /** Lists Pythons for programs that need one; those cannot be started without. */
  readonly findPython?: FindPython;
  /** Consent to a user's script; none is started without. */
  readonly allowScript?: AllowScript;
  /** Time in ms that an earlier attempt has to end, and this one to begin. */
  readonly startTimeoutMs?: number;
}

/** A run folder and the program that trains it. */
export interface Submission extends LaunchSettings {
  readonly folder: string;
  readonly program: TrainerProgram;
}

/** State of a run's processes; the status of the run comes from its folder. */
export interface LaunchState {
  readonly kind: 'queued' | 'running' | 'suspended' | 'ended' | 'unreachable';
  /** Reason why it is not training, and the remedy: a clause that follows the run's name. */
  readonly reason?: string;
}

export interface CancelOptions extends Partial<TerminateOptions> {
  /** `now` gives the trainer no time to write a checkpoint. */
  readonly when: 'after a checkpoint' | 'now';
}

/** The outcome of a cancel: a stop was requested, the run was ended here, or nothing of it was left. */
export type Cancelled = 'requested' | 'ended' | 'nothing left';
