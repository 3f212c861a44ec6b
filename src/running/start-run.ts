import path from 'node:path';
import { controlConfig, faultOfConfig, languageOf, scriptConfigOf, type Problem, type ScriptConfig } from '../config';
import {
  agreeToPlace,
  debugLaunch,
  defaultLauncher,
  JobNotAllowed,
  ProfileFault,
  SubmitFault,
  placed,
  placeOf,
  profileNamed,
  programFor,
  requeueOrphans,
  submitRun,
  thisMachine,
  type DebugLaunch,
  type LaunchedRun,
  type LaunchSettings,
  type RunConfig,
  type TrainerProgram,
} from '../launchers';
import {
  adoptResults,
  adoptRun,
  assertInsideWorkspace,
  cacheFolder,
  createRun,
  deleteRuns,
  isControl,
  canRetry,
  isActiveStatus,
  isResumableStatus,
  newRunId,
  openEventWriter,
  product,
  queueFolder,
  runFiles,
  runsFolder,
  whyBroken,
  writeFileDurably,
  type NewRun,
  type RunManifest,
  type RunSummary,
} from '../runs';
import type { CheckedConfig } from './check-config';
import { changeOfScript, refuseChangedScript } from './changed-script';
import { Refusal } from './refusal';
import { emitForScript } from './script-objective';
import { findSharedControl, withdrawnControl } from './shared-control';
import { describeTaken, hostOf, runsTakenWith } from './take-over';

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
 * sentence when its folders lead out of the workspace, and as `programFor` and `Launcher.submit` do.
 */
export async function startRun(
  checked: CheckedConfig,
  settings: LaunchSettings,
  repeats?: string,
): Promise<StartedRun> {
  const { config, script } = checked;
  const { id, program } = await prepare(checked, config ?? script, settings);
  if (script === undefined) return startTraining(checked, { id, settings, repeats, program });
  const made = await makeScriptRun(checked, script, { id, settings, repeats, program });
  return submitNew([made.run], made.program, checked.runs, settings);
}

/** The id of a new run and its program; nothing is made yet, so that a run that cannot be started leaves no folder behind. */
async function prepare(
  { problems, workspace, allowedFolders, file }: CheckedConfig,
  config: RunConfig | undefined,
  settings: LaunchSettings,
): Promise<{ readonly id: string; readonly program: TrainerProgram }> {
  if (config === undefined) {
    const error = problems.find(({ severity }) => severity === 'error');
    throw new ConfigRefusal(error?.message ?? 'the config cannot be read', error);
  }
  const folder = runsFolder(workspace);
  for (const one of [folder, queueFolder(folder), cacheFolder(workspace)]) {
    assertInsideWorkspace(one, workspace, allowedFolders);
  }
  const id = newRunId(config.name);
  const choice = { folder: path.join(folder, id), config, configPath: file, acceptsChangedInputs: false };
  return { id, program: await programFor(choice, atPlace(config, settings)) };
}

/** Settings of the program of a config at its place. The coordinator of a sweep stays on this machine, and its runs go there. */
function atPlace(config: RunConfig, settings: LaunchSettings, on = settings.on): LaunchSettings {
  const isSweep = !('script' in config) && config.sweep !== undefined;
  return isSweep ? { ...settings, ...(on !== undefined && { on }) } : placed(settings, on);
}

/** A script's run that was made, and its program. */
interface MadeScriptRun {
  readonly run: LaunchedRun;
  readonly program: TrainerProgram;
}

/** A run that a debugger is to start. */
export interface RunToDebug {
  readonly folder: string;
  readonly launch: DebugLaunch;
}

/**
 * Makes a script's run and the launch by which a debugger starts it. The log has what its starter knows, and our package claims the run
 * when the script opens it. Throws as `startRun` does, and for another config.
 */
export async function makeRunToDebug(checked: CheckedConfig, settings: LaunchSettings): Promise<RunToDebug> {
  const { config, script } = checked;
  if (config !== undefined)
    throw new Refusal('only a config with `script:` can be debugged: others train in our own program');
  const made = await prepare(checked, script, settings);
  if (script === undefined) throw new Error('a config with errors is not started');
  const { run, program } = await makeScriptRun(checked, script, { ...made, settings, repeats: undefined });
  const events = openEventWriter(run.folder, 1, 'as before');
  events.writeAll(program.events ?? []);
  events.close();
  return { folder: run.folder, launch: debugLaunch(program, run.folder) };
}

async function makeScriptRun(
  checked: CheckedConfig,
  script: ScriptConfig,
  { id, settings, repeats, program }: NewTraining,
): Promise<MadeScriptRun> {
  const { text, fault } = emitForScript(script, settings);
  const run = await make(checked, { id, config: script, configText: checked.text, ...given({ repeats }) }, settings);
  if (text !== undefined) writeFileDurably(path.join(run.folder, runFiles.objective), text);
  const notices = fault === undefined ? [] : [{ type: 'notice' as const, message: fault }];
  return { run, program: { ...program, events: [...(program.events ?? []), ...notices] } };
}

interface NewTraining {
  readonly id: string;
  readonly settings: LaunchSettings;
  readonly repeats: string | undefined;
  readonly program: TrainerProgram;
}

async function startTraining(
  checked: CheckedConfig,
  { id, settings, repeats, program }: NewTraining,
): Promise<StartedRun> {
  const { config, runs } = checked;
  if (config === undefined) throw new Error('a config with errors is not started');
  const isSweep = config.sweep !== undefined;
  const wantsControl = config.control === true && !isControl(config) && !isSweep;
  const shared = wantsControl ? await findSharedControl(checked) : undefined;
  const own = wantsControl && shared === undefined ? controlOf(checked) : undefined;
  const run = await make(
    checked,
    {
      ...{ id, config, configText: checked.text, ...(isSweep && { kind: 'sweep' as const }) },
      ...given({ repeats, control: shared?.id ?? own?.id }),
    },
    settings,
  );
  const madeControl = own && (await make(checked, { ...own, controlOf: [id] }, settings));
  const started = await submitNew(madeControl === undefined ? [run] : [run, madeControl], program, runs, settings);
  if (shared !== undefined) return { ...started, control: { id: shared.id, folder: shared.folder, isShared: true } };
  if (own === undefined || madeControl === undefined) return started;
  const choice = { config: own.config, configPath: checked.file };
  return { ...started, control: await startControl({ ...madeControl, id: own.id }, choice, settings) };
}

/** Fields that are absent, not undefined, where they are not given. */
function given(fields: { readonly repeats: string | undefined; readonly control?: string | undefined }): {
  repeats?: string;
  control?: string;
} {
  const { repeats, control } = fields;
  return { ...(repeats !== undefined && { repeats }), ...(control !== undefined && { control }) };
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
  { on = thisMachine, profiles }: LaunchSettings,
): Promise<LaunchedRun> {
  const isHere = on === thisMachine;
  // The coordinator of a sweep stays on this machine; the profile is that of its runs.
  const name = isHere || run.kind === 'sweep' ? defaultLauncher : profileNamed(profiles, on).launcher;
  const launcher = { name, ...(!isHere && { profile: on }) };
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
  /** Also runs of a sweep that failed or were lost go on, and the sweep where it has finished without them. */
  readonly retriesFailed?: boolean;
}

/**
 * Lets a run that has ended go on from its last checkpoint, and its control where that was stopped with it. Throws Refusal while it is alive, and for a copy or another
 * machine's run that is not taken over, or whose config this version cannot train; else as `Launcher.submit` does.
 */
export async function resumeRun(run: RunSummary, options: ResumeOptions): Promise<StartedRun> {
  const { runs, settings, isTakingOver, acceptsChangedInputs, retriesFailed = false } = options;
  const { id, folder, status, manifest } = run;
  if (manifest === undefined) throw new Refusal(`${id} cannot go on: ${whyBroken(run)}`);
  if (retriesFailed && !canRetry(run)) throw new Refusal(whyNoRetry(run));
  if (!retriesFailed && !isResumableStatus(status)) {
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

/** Submits a control; that it could not be started is no fault of its run. */
async function startControl(
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

/** The config in the manifest of a run that is to go on. Throws Refusal for one that this version cannot run. */
function configOf(id: string, { config }: RunManifest): RunConfig {
  const script = scriptConfigOf(config);
  if (script !== undefined) return script;
  const fault = faultOfConfig(config, 'train');
  if (fault === undefined) return config;
  throw new Refusal(`${id} cannot go on: the config in its run.json is not valid (${fault})`);
}

/** Submits a new run, the first of `made`; all are removed where a cluster refuses it or the person does: nothing was started. */
async function submitNew(
  made: readonly [LaunchedRun, ...LaunchedRun[]],
  program: TrainerProgram,
  runs: readonly RunSummary[],
  settings: LaunchSettings,
): Promise<StartedRun> {
  try {
    return await submit(made[0], program, runs, settings);
  } catch (error) {
    const isRefused = [SubmitFault, JobNotAllowed, ProfileFault].some((fault) => error instanceof fault);
    if (isRefused) await deleteRuns(made.map(({ folder }) => folder));
    throw error;
  }
}

/** Submits a run, after those that were queued before it and lost their process, as in a restart of the machine. */
async function submit(
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

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
