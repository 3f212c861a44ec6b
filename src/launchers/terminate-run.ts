import path from 'node:path';
import { ownerState, readOwner, requestStop, type Owner } from '../runs';
import { processTree, type EndSignal, type ProcessTree } from './process-tree';

export interface TerminateOptions {
  /** How long the trainer may take to answer the stop request; 0 sends SIGTERM at once. */
  readonly askForMs: number;
  /** How long it may take to answer SIGTERM before it is killed. */
  readonly terminateForMs?: number;
  /** Told of each step as it is taken. */
  readonly onStep?: (step: TerminationStep) => void;
  readonly tree?: ProcessTree;
}

export type TerminationStep = 'stop' | EndSignal;

const pollMs = 50;
const killedWithinMs = 5_000;

/**
 * Ends a run: asks, then SIGTERM, then SIGKILL, each to the trainer's whole process tree and only while it lives.
 * Gives the last step that was needed, undefined when nothing lived. Never signals a process that is not the run's.
 * Throws when the run was never started, runs on another machine or in another container, or cannot be killed.
 */
export async function terminateRun(runFolder: string, options: TerminateOptions): Promise<TerminationStep | undefined> {
  const name = path.basename(runFolder);
  const owner = readOwner(runFolder);
  if (owner === undefined) throw new Error(`${name} has not been started, so it cannot be stopped`);
  if (ownerState(owner) === 'elsewhere') {
    throw new Error(`${name} runs elsewhere, on ${owner.host}; end it there, since its processes cannot be seen here`);
  }
  const { askForMs, terminateForMs = 5_000, onStep, tree = processTree() } = options;
  if (!tree.isAlive(owner)) return undefined;
  onStep?.('stop');
  requestStop(runFolder);
  if (await isGoneWithin(tree, owner, askForMs)) return 'stop';
  onStep?.('SIGTERM');
  await tree.end(owner, 'SIGTERM');
  if (await isGoneWithin(tree, owner, terminateForMs)) return 'SIGTERM';
  onStep?.('SIGKILL');
  await tree.end(owner, 'SIGKILL');
  if (await isGoneWithin(tree, owner, killedWithinMs)) return 'SIGKILL';
  throw new Error(`${name} could not be killed; its trainer is process ${owner.trainerPid}`);
}

async function isGoneWithin(tree: ProcessTree, owner: Owner, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  while (tree.isAlive(owner)) {
    if (performance.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
  return true;
}
