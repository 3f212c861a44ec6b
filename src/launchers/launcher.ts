import type { Job, JobState } from '../runs';
import type { Profile } from './profiles';
import type { FindPython } from './python-program';
import type { AllowScript } from './script-program';
import type { TerminateOptions, TrainerProgram } from '../supervisor';

/**
 * Starts trainer programs in one place: on this machine, or at a cluster. The run folder is the only channel to a run, so
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
  /**
   * Starts runs of one sweep as one job, at most `limit` of them at a time; absent where a cluster knows no such jobs.
   * @throws as `submit` does
   */
  submitArray?(submissions: readonly Submission[], limit: number): Promise<void>;
  /** The script or command of a run, as a person agrees to it; absent where none is asked. Throws as `submit` does. */
  preview?(submission: Submission): string;
  /** The handle of a run that this launcher started, from any process; undefined when it was never started. */
  attach(runFolder: string): LaunchHandle | undefined;
  state(handle: LaunchHandle): Promise<LaunchState>;
  /** Ends a run. Throws a sentence when it cannot be ended from here. */
  cancel(handle: LaunchHandle, how: CancelOptions): Promise<Cancelled>;
  /**
   * Asks a cluster in one call about all jobs of a profile, and gives a look at each in their order; absent for launchers whose
   * processes are seen from here. Throws a sentence when the cluster does not answer.
   */
  look?(jobs: readonly JobAt[], profile: Profile): Promise<readonly JobLook[]>;
}

/** A job and the folder of its run. */
export interface JobAt {
  readonly folder: string;
  readonly job: Job;
}

/** A job as its cluster sees it now. */
export type JobLook = Omit<JobState, 'at'>;

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
  /** The user's profiles as they are written; `profileNamed` checks them. */
  readonly profiles?: unknown;
  /** The profile by whose name a run was asked to start, or `local`; that of the run before when absent. */
  readonly on?: string;
  /** Consent to the first job of a profile; none is submitted without. */
  readonly allowJob?: AllowJob;
  /** Time in ms that an earlier attempt has to end, and this one to begin. */
  readonly startTimeoutMs?: number;
}

/** A job as it is shown to a person before a profile's first. */
export interface JobPreview {
  /** Name of the profile. */
  readonly profile: string;
  readonly launcher: string;
  /** The script, or the command, that is submitted. */
  readonly text: string;
}

/** Whether a person lets jobs of a profile be submitted. */
export type AllowJob = (job: JobPreview) => Promise<boolean>;

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
  /** Machine that a job runs on. */
  readonly node?: string;
  /** Time at which its cluster ends it, in ms since the epoch. */
  readonly endsAt?: number;
}

export interface CancelOptions extends Partial<TerminateOptions> {
  /** `now` gives the trainer no time to write a checkpoint. */
  readonly when: 'after a checkpoint' | 'now';
  /** The user's profiles, for a run at a cluster that no request reaches. */
  readonly profiles?: unknown;
}

/** The outcome of a cancel: a stop was requested, the run was ended here, or nothing of it was left. */
export type Cancelled = 'requested' | 'ended' | 'nothing left';
