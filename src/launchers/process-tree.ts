import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { ownerState, processStartTime, type Owner } from '../runs';

/** How hard a trainer is asked to end: `SIGTERM` leaves it time to tidy up, `SIGKILL` does not. */
export type EndSignal = 'SIGTERM' | 'SIGKILL';

/** A trainer's whole process tree, as a platform knows it. */
export interface ProcessTree {
  /** Whether any process of the tree lives that is certainly this owner's. */
  isAlive(owner: Owner): boolean;
  /** Signals the whole tree. Does nothing when it is gone or somebody else's. */
  end(owner: Owner, signal: EndSignal): Promise<void>;
}

/** Runs a program without a shell; resolves when it has ended, however it ended. */
export type RunProgram = (program: string, words: readonly string[]) => Promise<void>;

/** The tree of this platform. */
export function processTree(platform: NodeJS.Platform = process.platform, run: RunProgram = runProgram): ProcessTree {
  return platform === 'win32' ? windowsTree(run) : groupTree;
}

const groupTree: ProcessTree = {
  isAlive: (owner) => isOurs(owner),
  end: (owner, signal) =>
    new Promise((resolve) => {
      signalGroup(owner, signal);
      resolve();
    }),
};

function signalGroup(owner: Owner, signal: EndSignal): void {
  try {
    if (isOurs(owner)) process.kill(-owner.trainerPid, signal);
  } catch (error) {
    // The group may end between the look and the signal.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Windows has no process groups; `taskkill /T` walks the tree, and `/F` is its SIGKILL. */
function windowsTree(run: RunProgram): ProcessTree {
  return {
    isAlive: (owner) => isLeaderOurs(owner),
    async end(owner, signal) {
      if (!isLeaderOurs(owner)) return;
      const force = signal === 'SIGKILL' ? ['/F'] : [];
      await run('taskkill', ['/PID', String(owner.trainerPid), '/T', ...force]);
    },
  };
}

function runProgram(program: string, words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: 'ignore', windowsHide: true });
    child.once('error', reject);
    child.once('close', () => resolve());
  });
}

/** A group 0 or 1 would name our own group or every process there is. */
const isGroup = (pid: unknown): pid is number => Number.isSafeInteger(pid) && Number(pid) > 1;

function isLeaderOurs(owner: Owner): boolean {
  return isGroup(owner.trainerPid) && processStartTime(owner.trainerPid) === owner.trainerStartTime;
}

/**
 * Whether the group is this owner's. While its leader lives the start time tells. A group outlives its leader, and
 * then only the attempt's token, which every member inherited, tells it from a later group of the same number.
 */
function isOurs(owner: Owner): boolean {
  if (!isGroup(owner.trainerPid) || !isSameMachine(owner)) return false;
  const leader = processStartTime(owner.trainerPid);
  if (leader !== undefined) return leader === owner.trainerStartTime;
  return groupMembers(owner.trainerPid).some((pid) => hasToken(pid, owner.token));
}

/** Judged by the machine alone: the trainer may outlive the supervisor whose process `ownerState` looks for. */
function isSameMachine(owner: Owner): boolean {
  return ownerState({ ...owner, pid: process.pid, startTime: processStartTime(process.pid) ?? '' }) === 'alive';
}

function groupMembers(group: number): number[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    if (processStartTime(pid) === undefined) return false;
    const stat = readOrEmpty(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2] === String(group);
  });
}

function hasToken(pid: number, token: string): boolean {
  return readOrEmpty(`/proc/${pid}/environ`).split('\0').includes(`DISTILLERY_TOKEN=${token}`);
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
