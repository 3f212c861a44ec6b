import path from 'node:path';
import { faultOfConfig, type Problem, type ResolvedConfig } from '../config';
import {
  defaultLauncher,
  programFor,
  requeueOrphans,
  submitRun,
  type LaunchedRun,
  type LaunchSettings,
} from '../launchers';
import {
  adoptRun,
  assertInsideWorkspace,
  cacheFolder,
  createRun,
  isResumableStatus,
  product,
  queueFolder,
  runsFolder,
  type RunSummary,
} from '../runs';
import type { CheckedConfig } from './check-config';

/** A request that cannot be met as it was made; nothing was started. */
export class Refusal extends Error {}

/** A config with errors, which starts nothing. */
export class ConfigRefusal extends Refusal {
  constructor(
    message: string,
    readonly problem: Problem | undefined,
  ) {
    super(message);
  }
}

/** A run that was started, and why orphans of the queue could not be started again before it. */
export interface StartedRun extends LaunchedRun {
  readonly requeueErrors: readonly Error[];
}

/**
 * Starts a config's run: makes its folder and submits it. `repeats` is the id of the run that it repeats. Throws ConfigRefusal for a config with an error, a sentence when
 * its folders lead out of the workspace, and as `Launcher.submit` does.
 */
export async function startRun(
  checked: CheckedConfig,
  settings: LaunchSettings,
  repeats?: string,
): Promise<StartedRun> {
  const { config, problems, text, file, workspace, allowedFolders, runs } = checked;
  if (config === undefined) {
    const error = problems.find(({ severity }) => severity === 'error');
    throw new ConfigRefusal(error?.message ?? 'the config cannot be read', error);
  }
  const folder = runsFolder(workspace);
  for (const one of [folder, queueFolder(folder), cacheFolder(workspace)]) {
    assertInsideWorkspace(one, workspace, allowedFolders);
  }
  const launcher = { name: defaultLauncher };
  const built = product && { product };
  const repeated = repeats !== undefined && { repeats };
  const run = await createRun({ folder, configText: text, configPath: file, config, launcher, ...built, ...repeated });
  const made = { folder: run.folder, manifest: { launcher } };
  return submit(made, config, { runs, settings, acceptsChangedInputs: false });
}

/** Other runs of the workspace, and how they are launched. */
export interface ResumeOptions {
  readonly runs: readonly RunSummary[];
  readonly settings: LaunchSettings;
  /** A copy, or another machine's run, is made one of this workspace. */
  readonly isTakingOver: boolean;
  /** Goes on where data, teachers or other inputs have changed since the attempt before, and records that. */
  readonly acceptsChangedInputs: boolean;
}

/**
 * Lets a run that has ended go on from its last checkpoint. Throws Refusal while it is alive, and for a copy or another
 * machine's run that is not taken over, or whose config this version cannot train; else as `Launcher.submit` does.
 */
export async function resumeRun(run: RunSummary, options: ResumeOptions): Promise<StartedRun> {
  const { runs, settings, isTakingOver, acceptsChangedInputs } = options;
  const { id, folder, status, manifest } = run;
  if (manifest === undefined) throw new Refusal(`the run.json of ${id} cannot be read, so it cannot go on`);
  if (!isResumableStatus(status)) {
    throw new Refusal(`${id} is ${status}; only a run that was stopped, failed or lost can go on`);
  }
  const host = hostOf(run);
  if (host !== undefined && !isTakingOver) {
    const origin = host === '' ? 'was not run here' : `was run on ${host}`;
    throw new Refusal(`${id} ${origin}; add --take-over if it is yours and runs nowhere any more`);
  }
  const fault = faultOfConfig(manifest.config, 'train');
  if (fault !== undefined) throw new Refusal(`${id} cannot go on: the config in its run.json is not valid (${fault})`);
  if (host !== undefined) await adoptRun(folder);
  return submit(run, manifest.config, { runs, settings, acceptsChangedInputs });
}

/** The host of a run that is not known to be this workspace's, empty where it names none; undefined for its own runs. */
export function hostOf({ copiedFrom, elsewhere }: RunSummary): string | undefined {
  return copiedFrom ?? elsewhere;
}

/** Submits a run, after those that were queued before it and lost their process, as in a restart of the machine. */
async function submit(
  run: LaunchedRun,
  config: ResolvedConfig,
  { runs, settings, acceptsChangedInputs }: Omit<ResumeOptions, 'isTakingOver'>,
): Promise<StartedRun> {
  const { folder } = run;
  const siblings = runs.filter((one) => path.dirname(one.folder) === path.dirname(folder));
  const others = siblings.filter((one) => one.folder !== folder);
  const { errors } = await requeueOrphans(others, settings);
  await submitRun(run, { ...settings, program: programFor({ folder, config, acceptsChangedInputs }, settings) });
  const { manifest } = run;
  return { folder, ...(manifest !== undefined && { manifest }), requeueErrors: errors };
}
