import path from 'node:path';
import {
  agreeToPlace,
  placed,
  placeOf,
  programFor,
  requeueOrphans,
  submitRun,
  thisMachine,
  type LaunchedRun,
  type LaunchSettings,
  type RunConfig,
  type TrainerProgram,
} from '../../launchers';
import type { RunSummary } from '../../runs';

/** Submits a run, after those that were queued before it and lost their process, as in a restart of the machine. */
export async function submit(
  run: LaunchedRun,
  program: TrainerProgram,
  runs: readonly RunSummary[],
  settings: LaunchSettings,
): Promise<StartedRun> {
  const { folder, manifest } = run;
  const siblings = runs.filter((one) => path.dirname(one.folder) === path.dirname(folder));
  const others = siblings.filter((one) => one.folder !== folder);
  const { errors } = await requeueOrphans(others, settings);
  // The coordinator of a sweep waits for no slot, and needs no place at a cluster.
  const isCoordinator = program.isWithoutSlot === true;
  if (isCoordinator) await agreeToPlace({ ...settings, folder, program });
  const place = isCoordinator ? { ...settings, on: thisMachine } : placed(settings);
  await submitRun(run, { ...place, program });
  return { folder, ...(manifest !== undefined && { manifest }), requeueErrors: errors };
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

/** Settings of the program of a config at its place. The coordinator of a sweep stays on this machine, and its runs go there. */
export function atPlace(config: RunConfig, settings: LaunchSettings, on = settings.on): LaunchSettings {
  const isSweep = !('script' in config) && config.sweep !== undefined;
  return isSweep ? { ...settings, ...(on !== undefined && { on }) } : placed(settings, on);
}

/** Submits a control; that it could not be started is no fault of its run. */
export async function startControl(
  { id, folder, manifest }: LaunchedRun & { readonly id: string },
  choice: { readonly config: RunConfig; readonly configPath: string },
  settings: LaunchSettings,
): Promise<StartedControl> {
  const run = { folder, ...(manifest !== undefined && { manifest }) };
  // A place that cannot be had is no fault of its run either.
  const error = await Promise.resolve()
    .then(async () => {
      const place = placed(settings, placeOf(run, settings.on) ?? thisMachine);
      await submitRun(run, { ...place, program: await programFor({ folder, ...choice }, place) });
    })
    .then(() => undefined, asError);
  return { ...run, id, isShared: false, ...(error !== undefined && { error }) };
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
