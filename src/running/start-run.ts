import path from 'node:path';
import { controlConfig, faultOfConfig, languageOf, type Problem, type ResolvedConfig } from '../config';
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
  isControl,
  isResumableStatus,
  newRunId,
  product,
  queueFolder,
  runsFolder,
  whyBroken,
  type NewRun,
  type RunSummary,
} from '../runs';
import type { CheckedConfig } from './check-config';
import { findSharedControl } from './shared-control';

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
  /** Its control, where the config asks for one. */
  readonly control?: StartedControl;
}

/** A control that was started with its run, or one of before that serves it too. */
export interface StartedControl extends LaunchedRun {
  readonly id: string;
  readonly isShared: boolean;
  /** Reason why it could not be started, although its run was. */
  readonly error?: Error;
}

/**
 * Starts a config's run, and its control behind it where the config asks for one and none is there to share: makes their
 * folders and submits them. `repeats` is the id of the run that it repeats. Throws ConfigRefusal for a config with an error, a
 * sentence when its folders lead out of the workspace, and as `Launcher.submit` does.
 */
export async function startRun(
  checked: CheckedConfig,
  settings: LaunchSettings,
  repeats?: string,
): Promise<StartedRun> {
  const { config, problems, workspace, allowedFolders, runs } = checked;
  if (config === undefined) {
    const error = problems.find(({ severity }) => severity === 'error');
    throw new ConfigRefusal(error?.message ?? 'the config cannot be read', error);
  }
  const folder = runsFolder(workspace);
  for (const one of [folder, queueFolder(folder), cacheFolder(workspace)]) {
    assertInsideWorkspace(one, workspace, allowedFolders);
  }
  const isSweep = config.sweep !== undefined;
  const wantsControl = config.control === true && !isControl(config) && !isSweep;
  const shared = wantsControl ? await findSharedControl(checked) : undefined;
  const own = wantsControl && shared === undefined ? controlOf(checked) : undefined;
  const id = newRunId(config.name);
  const control = shared?.id ?? own?.id;
  const run = await make(checked, {
    ...{ id, config, configText: checked.text, ...(isSweep && { kind: 'sweep' as const }) },
    ...(repeats !== undefined && { repeats }),
    ...(control !== undefined && { control }),
  });
  const madeControl = own && (await make(checked, { ...own, controlOf: [id] }));
  const started = await submit(run, config, { runs, settings, acceptsChangedInputs: false });
  if (shared !== undefined) return { ...started, control: { id: shared.id, folder: shared.folder, isShared: true } };
  if (own === undefined || madeControl === undefined) return started;
  const error = await launch(madeControl, own.config, { settings, acceptsChangedInputs: false }).then(
    () => undefined,
    asError,
  );
  return {
    ...started,
    control: { ...madeControl, id: own.id, isShared: false, ...(error !== undefined && { error }) },
  };
}

/** The control of a config as a run that is yet to be made. */
function controlOf({ text, file, facts }: CheckedConfig): Pick<NewRun, 'config' | 'configText'> & { id: string } {
  const { text: configText, config } = controlConfig(text, languageOf(file), () => facts);
  return { id: newRunId(config.name), config, configText };
}

/** Makes the folder of a run of a config file. */
async function make(
  { file, workspace }: CheckedConfig,
  run: Omit<NewRun, 'folder' | 'configPath' | 'launcher' | 'product'>,
): Promise<LaunchedRun> {
  const launcher = { name: defaultLauncher };
  const { folder } = await createRun({
    ...{ ...run, folder: runsFolder(workspace), configPath: file, launcher },
    ...(product && { product }),
  });
  return { folder, manifest: { launcher } };
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
  if (manifest === undefined) throw new Refusal(`${id} cannot go on: ${whyBroken(run)}`);
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
  await launch(run, config, { settings, acceptsChangedInputs });
  const { manifest } = run;
  return { folder, ...(manifest !== undefined && { manifest }), requeueErrors: errors };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Submits a run with the program that its config needs. */
function launch(
  run: LaunchedRun,
  config: ResolvedConfig,
  { settings, acceptsChangedInputs }: Pick<ResumeOptions, 'settings' | 'acceptsChangedInputs'>,
): Promise<void> {
  const program = programFor({ folder: run.folder, config, acceptsChangedInputs }, settings);
  return submitRun(run, { ...settings, program });
}
