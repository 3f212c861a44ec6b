import { faultOfConfig, scriptConfigOf } from '../../config';
import { placeOf, programFor, thisMachine, type LaunchSettings, type RunConfig } from '../../launchers';
import {
  adoptResults,
  adoptRun,
  canRetry,
  isActiveStatus,
  isResumableStatus,
  whyBroken,
  type RunManifest,
  type RunSummary,
} from '../../runs';
import { hasUntakenChanges } from './change-sweep';
import { changeOfScript, refuseChangedScript } from './changed-script';
import { Refusal } from './refusal';
import { withdrawnControl } from './shared-control';
import { atPlace, startControl, submit, type StartedRun } from './submission';
import { describeTaken, hostOf, runsTakenWith } from './take-over';

/** Other runs of the workspace, and how they are launched. */
export interface ResumeOptions {
  readonly runs: readonly RunSummary[];
  readonly settings: LaunchSettings;
  /** A copy, or another machine's run, is made one of this workspace. */
  readonly isTakingOver: boolean;
  /** Goes on where data, teachers or other inputs have changed since the attempt before, and records that. */
  readonly acceptsChangedInputs: boolean;
  /** Also runs of a sweep that failed or were lost go on, and the sweep where it has finished without them. */
  readonly retriesFailed?: boolean;
}

/**
 * Lets a run that has ended go on from its last checkpoint, and its control where that was stopped with it. Throws Refusal while it is
 * alive, and for a copy or another machine's run that is not taken over, or whose config this version cannot train; else as
 * `Launcher.submit` does.
 */
export async function resumeRun(run: RunSummary, options: ResumeOptions): Promise<StartedRun> {
  const { runs, settings, isTakingOver, acceptsChangedInputs, retriesFailed = false } = options;
  const { id, folder, status, manifest } = run;
  if (manifest === undefined) throw new Refusal(`${id} cannot go on: ${whyBroken(run)}`);
  if (retriesFailed && !canRetry(run)) throw new Refusal(whyNoRetry(run));
  const hasJoined = status === 'finished' && hasUntakenChanges(run);
  if (!retriesFailed && !isResumableStatus(status) && !hasJoined) {
    const again = canRetry(run) ? '; its failed runs are tried again with --retry-failed' : '';
    throw new Refusal(`${id} is ${status}; only a run that was stopped, failed or lost can go on${again}`);
  }
  const host = hostOf(run);
  if (host !== undefined && !isTakingOver) {
    const origin = host === '' ? 'was not run here' : `was run on ${host}`;
    const copies = runsTakenWith(run, runs);
    const also = copies.length === 0 ? '' : `: ${describeTaken(copies)}`;
    throw new Refusal(`${id} ${origin}; add --take-over if it is yours and runs nowhere any more${also}`);
  }
  const config = configOf(id, manifest);
  const { configPath } = manifest;
  const scriptChange = await changeOfScript(run);
  refuseChangedScript(run, scriptChange, acceptsChangedInputs);
  const on = placeOf(run, settings.on) ?? thisMachine;
  const choice = { folder, config, configPath, acceptsChangedInputs, scriptChange, retriesFailed };
  const program = await programFor(choice, atPlace(config, settings, on));
  if (host !== undefined) {
    await adoptRun(folder);
    for (const copy of runsTakenWith(run, runs)) await adoptResults(copy.folder);
  }
  const started = await submit(run, program, runs, { ...settings, on });
  const control = withdrawnControl(run, runs);
  if (control?.manifest === undefined) return started;
  const ownConfig = configOf(control.id, control.manifest);
  return { ...started, control: await startControl(control, { config: ownConfig, configPath }, settings) };
}

function whyNoRetry({ id, status, manifest }: RunSummary): string {
  if (manifest?.kind !== 'sweep') return `${id} is no sweep, so it has no runs to retry; resume it by itself`;
  return isActiveStatus(status)
    ? `${id} is ${status}; its failed runs can be retried once it has ended`
    : `${id} has no run without a result, so there is nothing to retry`;
}

/** The config in the manifest of a run that is to go on. Throws Refusal for one that this version cannot run. */
function configOf(id: string, { config }: RunManifest): RunConfig {
  const script = scriptConfigOf(config);
  if (script !== undefined) return script;
  const fault = faultOfConfig(config, 'train');
  if (fault === undefined) return config;
  throw new Refusal(`${id} cannot go on: the config in its run.json is not valid (${fault})`);
}
