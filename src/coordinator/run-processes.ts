import type { ResolvedConfig } from '../config';
import { cancelRun, defaultLauncher, programFor, submitRun, type LaunchSettings } from '../launchers';
import { AlreadyStarted, type RunSummary } from '../runs';

/** A run whose folder is made, and that is to be started. */
export interface StartableRun {
  readonly folder: string;
  readonly config: ResolvedConfig;
}

/** Processes that train the runs of a sweep; they outlive the coordinator. */
export interface RunProcesses {
  /** Starts one process for the first run, which trains the others beside it. A run that was started meanwhile is left alone. */
  start(first: StartableRun, others: readonly StartableRun[]): Promise<void>;
  /** Asks a run to stop after a checkpoint, or takes it out of the queue. */
  stop(run: RunSummary): Promise<void>;
}

/** Processes of a launcher, for configs that lie at a path. */
export function launchedProcesses(configPath: string, settings: LaunchSettings): RunProcesses {
  const manifest = { launcher: { name: defaultLauncher } };
  return {
    async start({ folder, config }, others) {
      const program = await programFor({ folder, config, configPath }, settings);
      const members = others.map((run) => run.folder);
      const group = members.length > 0 ? { ...program, members } : program;
      try {
        await submitRun({ folder, manifest }, { ...settings, program: group });
      } catch (error) {
        if (!(error instanceof AlreadyStarted)) throw error;
      }
    },
    async stop(run) {
      await cancelRun(run, { when: 'after a checkpoint' });
    },
  };
}
