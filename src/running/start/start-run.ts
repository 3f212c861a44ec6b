import path from 'node:path';
import { controlConfig, languageOf, type Problem, type ScriptConfig } from '../../config';
import {
  debugLaunch,
  defaultLauncher,
  JobNotAllowed,
  NodeRefused,
  ProfileFault,
  SubmitFault,
  profileNamed,
  programFor,
  thisMachine,
  type DebugLaunch,
  type LaunchedRun,
  type LaunchSettings,
  type RunConfig,
  type TrainerProgram,
} from '../../launchers';
import {
  assertInsideWorkspace,
  cacheFolder,
  createRun,
  deleteRuns,
  isControl,
  newRunId,
  openEventWriter,
  product,
  queueFolder,
  runFiles,
  runsFolder,
  writeFileDurably,
  type NewRun,
  type RunSummary,
} from '../../runs';
import type { CheckedConfig } from '../check-config';
import { Refusal } from './refusal';
import { emitForScript } from './script-objective';
import { findSharedControl } from './shared-control';
import { atPlace, startControl, submit, type StartedRun } from './submission';

/** A config with errors, which starts nothing. */
export class ConfigRefusal extends Refusal {
  constructor(
    message: string,
    readonly problem: Problem | undefined,
  ) {
    super(message);
  }
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

/** Submits a new run, the first of `made`; all are removed where a cluster, the system or the person refuses it: nothing was started. */
async function submitNew(
  made: readonly [LaunchedRun, ...LaunchedRun[]],
  program: TrainerProgram,
  runs: readonly RunSummary[],
  settings: LaunchSettings,
): Promise<StartedRun> {
  try {
    return await submit(made[0], program, runs, settings);
  } catch (error) {
    const isRefused = [SubmitFault, JobNotAllowed, ProfileFault, NodeRefused].some((fault) => error instanceof fault);
    if (isRefused) await deleteRuns(made.map(({ folder }) => folder));
    throw error;
  }
}
