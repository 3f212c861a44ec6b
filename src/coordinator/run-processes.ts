import path from 'node:path';
import type { ResolvedConfig } from '../config';
import {
  cancelRun,
  defaultLauncher,
  JobWatch,
  launcherNamed,
  placed,
  profileNamed,
  programFor,
  submitRun,
  submitRuns,
  type LaunchSettings,
} from '../launchers';
import { AlreadyStarted, readRunsAtATime, type RunManifest, type RunSummary } from '../runs';
import type { QueueKind } from './queue-limits';

/** A run whose folder is made, and that is to be started. */
export interface StartableRun {
  readonly folder: string;
  readonly config: ResolvedConfig;
}

/** Processes that train the runs of a sweep; they outlive the coordinator. */
export interface RunProcesses {
  /** The cluster of the runs as their manifests name it; absent for this machine. */
  readonly launcher?: NonNullable<RunManifest['launcher']>;
  /** Holder of the runs to their number at once; absent: the queue of this machine. */
  readonly queue?: Exclude<QueueKind, 'local'>;
  /**
   * Starts one process for the first run, which trains the others beside it; at a cluster one for each, of one job. A run that was
   * started meanwhile is left alone.
   */
  start(first: StartableRun, others: readonly StartableRun[]): Promise<void>;
  /** Asks a run to stop after a checkpoint, or takes it out of the queue. */
  stop(run: RunSummary): Promise<void>;
  /** Asks the cluster about runs, where it was not asked lately. */
  look?(runs: readonly RunSummary[]): Promise<void>;
}

/** Processes of a launcher, for configs that lie at a path: at the cluster that the settings name, else on this machine. */
export function launchedProcesses(configPath: string, settings: LaunchSettings): RunProcesses {
  const { on } = settings;
  return on === undefined ? localProcesses(configPath, settings) : clusterProcesses(on, configPath, settings);
}

function clusterProcesses(on: string, configPath: string, settings: LaunchSettings): RunProcesses {
  const { profiles } = settings;
  const watch = new JobWatch(launcherNamed);
  const { launcher } = profileNamed(profiles, on);
  return {
    launcher: { name: launcher, profile: on },
    queue: launcherNamed(launcher).submitArray === undefined ? 'none' : 'array',
    async start(first, others) {
      const atPlace = placed(settings, on);
      const submissions = [];
      for (const { folder, config } of [first, ...others]) {
        submissions.push({ ...atPlace, folder, program: await programFor({ folder, config, configPath }, atPlace) });
      }
      await submitRuns(submissions, on, readRunsAtATime(path.dirname(first.folder)));
    },
    async stop(run) {
      await cancelRun(run, { when: 'after a checkpoint', profiles });
    },
    async look(runs) {
      await watch.look(runs, profiles);
    },
  };
}

function localProcesses(configPath: string, settings: LaunchSettings): RunProcesses {
  const manifest = { launcher: { name: defaultLauncher } };
  return {
    async start({ folder, config }, others) {
      const members = others.map((run) => run.folder);
      const program = await programFor({ folder, config, configPath, members }, settings);
      try {
        await submitRun({ folder, manifest }, { ...settings, program });
      } catch (error) {
        if (!(error instanceof AlreadyStarted)) throw error;
      }
    },
    async stop(run) {
      await cancelRun(run, { when: 'after a checkpoint' });
    },
  };
}
