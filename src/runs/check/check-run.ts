import path from 'node:path';
import { describeIntruder, findIntruder, type Intruder } from '../store/intruders';
import { store } from '../store/store';
import { readOwner, ownerState } from '../process/owner';
import { checkCheckpoints } from './check-checkpoints';
import { checkLog } from './check-log';
import { checkResults } from './check-results';
import { checkSmallFiles } from './check-small-files';
import { reasonOf, type Problem } from './finding';
import { withSlashes } from '../../paths';

/** A problem of a run folder and what became of it. */
export interface Finding {
  readonly file: string;
  readonly message: string;
  /** The repair; absent when there was none. */
  readonly repaired?: string;
  /** Whether `--repair` can do something about it. */
  readonly isRepairable: boolean;
}

export interface CheckedRun {
  readonly id: string;
  readonly findings: readonly Finding[];
  /** Reason why a requested repair changed nothing. */
  readonly refusal?: string;
}

/**
 * Looks through a run folder: manifest, log and its index, checkpoints, small files, results. `repair` mends what can be
 * mended and deletes nothing but unfinished files, stale requests and an index that does not fit. Nothing is followed
 * through a link. Throws when the path is no folder.
 */
export async function checkRun(runFolder: string, task: 'look' | 'repair'): Promise<CheckedRun> {
  if (!store.hasFolder(runFolder)) throw new Error(`${runFolder} is not a run folder`);
  const intruder = findIntruder(runFolder, 'all levels');
  if (intruder !== undefined) return notLookedThrough(runFolder, intruder, task);
  const refusal = task === 'repair' ? whyNotRepaired(runFolder) : undefined;
  const findings: Finding[] = [];
  for (const check of [checkSmallFiles, checkLog, checkCheckpoints, checkResults]) {
    for (const problem of await check(runFolder)) {
      findings.push(await settle(problem, task === 'repair' && refusal === undefined));
    }
  }
  return { id: path.basename(runFolder), findings, ...(refusal === undefined ? {} : { refusal }) };
}

/** Nothing is read or advised while a link may lead elsewhere. */
function notLookedThrough(runFolder: string, intruder: Intruder, task: 'look' | 'repair'): CheckedRun {
  const file = withSlashes(intruder.name);
  const message = `${describeIntruder(intruder)}; remove it, and check again: nothing else was looked at`;
  const finding: Finding = { file, message, isRepairable: false };
  const refusal = task === 'repair' ? { refusal: `${intruder.kind} is never read or written through` } : {};
  return { id: path.basename(runFolder), findings: [finding], ...refusal };
}

/** A living run is its trainer's alone. */
function whyNotRepaired(runFolder: string): string | undefined {
  const owner = readOwner(runFolder);
  if (owner === undefined) return undefined;
  switch (ownerState(owner, runFolder)) {
    case 'dead':
    case 'foreign':
      return undefined;
    case 'alive':
      return 'the run is alive; stop it before repairing it';
    case 'elsewhere':
      return `the run belongs to a process on ${owner.host} that cannot be seen from here; repair it there`;
  }
}

async function settle({ file, message, repair }: Problem, mayRepair: boolean): Promise<Finding> {
  const isRepairable = repair !== undefined;
  if (repair === undefined || !mayRepair) return { file, message, isRepairable };
  try {
    return { file, message, isRepairable, repaired: await repair() };
  } catch (error) {
    return { file, message: `${message}; it could not be repaired: ${reasonOf(error)}`, isRepairable };
  }
}
