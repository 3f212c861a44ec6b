import path from 'node:path';
import {
  isMemberOver,
  noteStopStep,
  ownerState,
  readOwner,
  refuseIntruders,
  requestStop,
  sharesTrainer,
  type Owner,
  type StopStep,
} from '../runs';
import { processTree, type ProcessTree } from './process-tree';

export interface TerminateOptions {
  /** Time in ms that the trainer has to answer the stop request; 0 sends SIGTERM at once. */
  readonly askForMs: number;
  /** Time in ms that the trainer has to answer SIGTERM before it is killed. */
  readonly terminateForMs?: number;
  /** Called with each step as it is taken. */
  readonly onStep?: (step: StopStep) => void;
  readonly tree?: ProcessTree;
}

const pollMs = 50;
const killedWithinMs = 5_000;
const terminateForMs = 5_000;
/** Time in ms that a trainer of several runs has to end one of them: a signal would end all. */
const sharedAskForMs = 30_000;

/**
 * Ends a run by a stop request, then SIGTERM, then SIGKILL to the trainer's whole process tree, each only while it is alive.
 * Each step is recorded in the run folder, where every window reads it. Resolves with the last step that was needed, undefined
 * when no process was alive. Never signals a process of another run. Throws when the run was never started, runs on another
 * machine or in another container, is a copy, or cannot be killed.
 */
export async function terminateRun(runFolder: string, options: TerminateOptions): Promise<StopStep | undefined> {
  const owner = readOwner(runFolder);
  const name = path.basename(runFolder);
  if (owner === undefined) throw new Error(`${name} has not been started, so it cannot be stopped`);
  refuseIntruders(runFolder);
  const state = ownerState(owner, runFolder);
  if (state === 'foreign') throw new Error(`${name} is a copy of a run of ${owner.host}; its processes are not here`);
  if (state === 'elsewhere') {
    throw new Error(`${name} runs elsewhere, on ${owner.host}; end it there, since its processes cannot be seen here`);
  }
  const ended = await endTree(runFolder, owner, options);
  if (ended !== 'refused') return ended;
  throw new Error(`${name} could not be killed; its trainer is process ${owner.trainerPid}`);
}

/** Takes the steps; `refused` when the tree survives them all. */
async function endTree(
  runFolder: string,
  owner: Owner,
  { askForMs, terminateForMs: answerMs = terminateForMs, onStep, tree = processTree() }: TerminateOptions,
): Promise<StopStep | undefined | 'refused'> {
  const isGone = (): boolean => !tree.isAlive(owner) || isMemberOver(runFolder, owner);
  if (isGone()) return undefined;
  const take = (step: StopStep): void => {
    noteStopStep(runFolder, owner.attempt, step);
    onStep?.(step);
  };
  requestStop(runFolder);
  take('asked');
  const asked = sharesTrainer(runFolder, owner) ? Math.max(askForMs, sharedAskForMs) : askForMs;
  if (await isGoneWithin(isGone, asked)) return 'asked';
  take('terminated');
  await tree.end(owner, 'SIGTERM');
  if (await isGoneWithin(isGone, answerMs)) return 'terminated';
  take('killed');
  await tree.end(owner, 'SIGKILL');
  return (await isGoneWithin(isGone, killedWithinMs)) ? 'killed' : 'refused';
}

/** Waits until the run's processes are gone, or go on for others alone; false when `limitMs` is over first. */
async function isGoneWithin(isGone: () => boolean, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (!isGone()) {
    if (performance.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return true;
}
