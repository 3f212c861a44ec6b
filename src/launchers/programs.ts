import path from 'node:path';
import type { ResolvedConfig, ScriptConfig } from '../config';
import { chooseCandidate, chooseInterpreter, type InterpreterCandidate } from '../interpreters';
import { assertInsideWorkspace, type InputChange, workspaceOf } from '../runs';
import type { TrainerProgram } from '../supervisor';
import type { LaunchSettings } from './launcher';
import { assertSharedAlike } from './jobs/machines';
import { describePlace, placeVariable } from './jobs/place-of-sweep';
import { ownModuleIn } from './own-module';
import { filesOfCode, pythonCodeOf } from './python-code';
import { ourModule, pythonProgram } from './python-program';
import { codeCommand, scriptCommand, scriptProgram } from './script-program';

/** A config that can be run: of a training of ours, or of a script of the user's. */
export type RunConfig = ResolvedConfig | ScriptConfig;

/** The facts of a run that decide its program. */
export interface ProgramChoice {
  readonly folder: string;
  readonly config: RunConfig;
  /** Absolute path of the config's file: a script runs in its folder. */
  readonly configPath: string;
  /** The person lets the run go on with other data, teachers or other inputs than before. */
  readonly acceptsChangedInputs?: boolean;
  /** Runs of a sweep that failed or were lost go on too. */
  readonly retriesFailed?: boolean;
  /** Folders of runs that are trained beside it, by the same process. */
  readonly members?: readonly string[];
  /** Change of the script since the attempt before, which the person has agreed to. */
  readonly scriptChange?: InputChange | undefined;
}

/** A script, or an interpreter of the workspace, that the person has not agreed to; nothing of it was executed. */
export class ScriptNotAllowed extends Error {}

/**
 * The program of a run: our trainer on Node, for a sweep its coordinator, or a script of the user's. Another one is a function
 * beside `nodeTrainer` and a case here. With `engine: torch` our trainer starts our package's `train RUN_FOLDER` on a Python.
 * Throws InterpreterFault where it needs a Python and none is fit, ProfileFault where the machines of its profile are too many for it,
 * and ScriptNotAllowed.
 */
export async function programFor(
  {
    folder,
    config,
    configPath,
    members = [],
    acceptsChangedInputs,
    retriesFailed = false,
    scriptChange,
  }: ProgramChoice,
  settings: LaunchSettings,
): Promise<TrainerProgram> {
  assertSharedAlike(config, settings);
  if ('script' in config) return scriptOf(config, { folder, configPath, scriptChange }, settings);
  if (config.sweep !== undefined) return coordinator({ folder, config, configPath }, retriesFailed, settings);
  const { env, ...program } = nodeTrainer(folder, settings, members);
  const torch = config.train.engine === 'torch' ? await torchOf({ folder, config, configPath }, settings) : undefined;
  return {
    ...program,
    // Empty in place of absent, so that no variable of the user's shell accepts for all runs.
    env: { ...env, ...torch?.env, DISTILLERY_CHANGED_INPUTS: acceptsChangedInputs === true ? '1' : '' },
    ...(torch?.events !== undefined && { events: torch.events }),
  };
}

/** A config of a training of ours, and its place. */
type TrainingChoice = Pick<ProgramChoice, 'folder' | 'configPath'> & { readonly config: ResolvedConfig };

/**
 * Variables and events of a run that PyTorch computes: the trainer is given the command of its Python. Where models or data are
 * the user's own code, the person is asked as about a script.
 */
async function torchOf(
  choice: TrainingChoice,
  settings: LaunchSettings,
): Promise<Pick<TrainerProgram, 'env' | 'events'>> {
  const cwd = path.dirname(choice.configPath);
  const candidate = chooseCandidate(await pythonsFor(choice.folder, settings));
  await assertAgreed(choice, candidate, settings);
  const interpreter = await chooseInterpreter([candidate], { torch: true, cwd });
  // Code lies beside the config; it imports our package, and not a module of its name beside it.
  const own = interpreter.otherDistillery ?? (pythonCodeOf(choice.config).length > 0 ? ownModuleIn(cwd) : undefined);
  const told = { ...interpreter, ...(own !== undefined && { otherDistillery: own }) };
  const { events, ...program } = pythonProgram(told, { args: [...ourModule, 'train'], cwd }, settings);
  return { env: { DISTILLERY_PYTHON_PROGRAM: JSON.stringify(program) }, ...(events !== undefined && { events }) };
}

/**
 * Asks before a Python executes models or data sets that are the user's own code, or before one that lies in the workspace and that nobody has
 * named is executed for the first time: either may have come with a clone. Throws ScriptNotAllowed.
 */
async function assertAgreed(
  { config, configPath, folder }: TrainingChoice,
  { path: interpreter, origin }: InterpreterCandidate,
  settings: LaunchSettings,
): Promise<void> {
  const code = pythonCodeOf(config);
  for (const written of filesOfCode(code)) {
    const file = path.resolve(path.dirname(configPath), written);
    assertInsideWorkspace(file, workspaceOf(folder), settings.allowedFolders ?? []);
  }
  const ofCode = codeCommand(code, configPath, interpreter);
  if (ofCode === undefined && origin !== 'venv') return;
  const cwd = path.dirname(configPath);
  const command = ofCode ?? { interpreter, args: [...ourModule, 'train'], cwd, isOurs: true };
  if ((await settings.allowScript?.(command)) === true) return;
  throw new ScriptNotAllowed(`${command.code ?? interpreter} was not agreed to, so nothing was started`);
}

/**
 * The program of a script. The person is asked before its interpreter is: one that lies in the workspace may have come with a
 * clone, as the script may.
 */
async function scriptOf(
  config: ScriptConfig,
  { folder, configPath, scriptChange }: Omit<ProgramChoice, 'config'>,
  settings: LaunchSettings,
): Promise<TrainerProgram> {
  const script = path.resolve(path.dirname(configPath), config.script.file);
  // A manifest names the config's place, and a run folder is no proof of it.
  assertInsideWorkspace(script, workspaceOf(folder), settings.allowedFolders ?? []);
  const candidate = chooseCandidate(await pythonsFor(folder, settings));
  const command = scriptCommand(config, configPath, candidate.path);
  if ((await settings.allowScript?.(command)) !== true) {
    throw new ScriptNotAllowed(`${config.script.file} was not agreed to, so nothing was started`);
  }
  const interpreter = await chooseInterpreter([candidate], { cwd: command.cwd });
  return scriptProgram(interpreter, command, settings, scriptChange && [scriptChange]);
}

/** Candidates for the interpreter of a run, by the workspace that its folder lies in. */
export async function pythonsFor(
  runFolder: string,
  { findPython }: Pick<LaunchSettings, 'findPython'>,
): Promise<readonly InterpreterCandidate[]> {
  return (await findPython?.(workspaceOf(runFolder))) ?? [];
}

/** The folder whose `.distillery` holds a run. */

/**
 * The coordinator of a sweep, whose bundle lies beside the trainer's. It knows no editor: where its runs may need a Python, it is
 * given the first that comes into question here.
 */
async function coordinator(
  choice: TrainingChoice,
  retriesFailed: boolean,
  settings: LaunchSettings,
): Promise<TrainerProgram> {
  const { folder: runFolder, config } = choice;
  const { train, sweep } = config;
  const bundle = path.join(path.dirname(settings.trainerPath), 'coordinator.js');
  const isByOptuna = sweep?.method === 'optuna';
  const needsPython = isByOptuna || JSON.stringify([train.engine, sweep?.over]).includes('"torch"');
  const [python] = needsPython ? await pythonsFor(runFolder, settings) : [];
  // Its runs are started by a process that can ask nobody.
  if (python !== undefined) await assertAgreed(choice, python, settings);
  const sampler = isByOptuna ? await samplerOf(choice, settings) : undefined;
  const env = {
    ...{ ELECTRON_RUN_AS_NODE: '1', [placeVariable]: describePlace(settings) },
    // Empty in place of absent, so that no variable of the user's shell asks for it.
    DISTILLERY_RETRY_FAILED: retriesFailed ? '1' : '',
    ...(python !== undefined && { DISTILLERY_PYTHON: python.path }),
    ...sampler?.env,
  };
  const events = sampler?.events;
  return {
    ...{ command: settings.nodePath, args: [bundle, runFolder], env, isWithoutSlot: true },
    ...(events !== undefined && { events }),
  };
}

/** The variable that gives a coordinator its Python with Optuna, and the events about it. Throws InterpreterFault. */
async function samplerOf(
  { folder, configPath }: TrainingChoice,
  settings: LaunchSettings,
): Promise<Pick<TrainerProgram, 'env' | 'events'>> {
  const cwd = path.dirname(configPath);
  const interpreter = await chooseInterpreter(await pythonsFor(folder, settings), { optuna: true, cwd });
  const { events, ...program } = pythonProgram(interpreter, { args: [...ourModule, 'optuna'], cwd }, settings);
  return { env: { DISTILLERY_OPTUNA: JSON.stringify(program) }, ...(events !== undefined && { events }) };
}

/**
 * Bounds V8's young generation. A trainer's tensors lie outside JavaScript's heap; unbounded, the young generation grows by
 * some 40 MB over the first epochs for objects that live as long as one step. Those of a launch of many students are more than
 * that bound: moving them out of it takes a group of 20 a tenth of its processor time.
 */
const heapOptions = (members: readonly string[]): string[] => [`--max-semi-space-size=${members.length > 0 ? 32 : 4}`];

/** Our own trainer, on Node or on the editor's executable; `members` are folders of runs that it trains beside the first. */
export function nodeTrainer(
  runFolder: string,
  { nodePath, trainerPath }: Pick<LaunchSettings, 'nodePath' | 'trainerPath'>,
  members: readonly string[] = [],
): TrainerProgram {
  const args = [...heapOptions(members), trainerPath, runFolder];
  const env = { ELECTRON_RUN_AS_NODE: '1' };
  return { command: nodePath, args, env, ...(members.length > 0 && { members }) };
}
