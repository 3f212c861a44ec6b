import path from 'node:path';
import type { ResolvedConfig } from '../config';
import type { TrainerProgram } from '../supervisor';
import type { LaunchSettings } from './launcher';

/** The facts of a run that decide its program. */
export interface ProgramChoice {
  readonly folder: string;
  readonly config: ResolvedConfig;
  /** The person lets the run go on with other data, teachers or other inputs than before. */
  readonly acceptsChangedInputs?: boolean;
}

/**
 * The program of a run: our trainer on Node, or for a sweep its coordinator. Another one, such as
 * `python -m distillery train RUN_FOLDER`, is a function beside `nodeTrainer` and a case here.
 */
export function programFor(
  { folder, config, acceptsChangedInputs }: ProgramChoice,
  settings: LaunchSettings,
): TrainerProgram {
  if (config.sweep !== undefined) return coordinator(folder, settings);
  const { env, ...program } = nodeTrainer(folder, settings);
  // Empty in place of absent, so that no variable of the user's shell accepts for all runs.
  return { ...program, env: { ...env, DISTILLERY_CHANGED_INPUTS: acceptsChangedInputs === true ? '1' : '' } };
}

/** The coordinator of a sweep, whose bundle lies beside the trainer's. */
function coordinator(runFolder: string, { nodePath, trainerPath }: LaunchSettings): TrainerProgram {
  const bundle = path.join(path.dirname(trainerPath), 'coordinator.js');
  return { command: nodePath, args: [bundle, runFolder], env: { ELECTRON_RUN_AS_NODE: '1' }, isWithoutSlot: true };
}

/**
 * Bounds V8's young generation. A trainer's tensors lie outside JavaScript's heap; unbounded, the young generation grows by
 * some 40 MB over the first epochs for objects that live as long as one step.
 */
const heapOptions = ['--max-semi-space-size=4'];

/** Our own trainer, on Node or on the editor's executable. */
export function nodeTrainer(
  runFolder: string,
  { nodePath, trainerPath }: Pick<LaunchSettings, 'nodePath' | 'trainerPath'>,
): TrainerProgram {
  const args = [...heapOptions, trainerPath, runFolder];
  return { command: nodePath, args, env: { ELECTRON_RUN_AS_NODE: '1' } };
}
