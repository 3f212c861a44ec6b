import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { hasCode, parseStat, locateMachine, processStartTime, type Owner } from '../runs';

/** Signal that ends a trainer: `SIGTERM` leaves it time to clean up, `SIGKILL` does not. */
export type EndSignal = 'SIGTERM' | 'SIGKILL';

/** Process tree of a trainer, found by the means of the platform. */
export interface ProcessTree {
  /** Whether a process of the tree is alive and certainly belongs to this owner. */
  isAlive(owner: Owner): boolean;
  /** Signals the whole tree. Does nothing when it is gone or belongs to another owner. */
  end(owner: Owner, signal: EndSignal): Promise<void>;
}

/** Runs a program without a shell; resolves with its standard output once it has ended, whatever its exit code. */
export type RunProgram = (program: string, words: readonly string[]) => Promise<string>;

/** The implementation for a platform. */
export function processTree(platform: NodeJS.Platform = process.platform, run: RunProgram = runProgram): ProcessTree {
  switch (platform) {
    case 'win32':
      return windowsTree(run);
    case 'linux':
      return linuxTree;
    default:
      return psTree(run);
  }
}

/** Whether a number can be signalled as a process group: 0 is the caller's own group, −1 is every process. */
const isGroup = (pid: unknown): pid is number => Number.isSafeInteger(pid) && Number(pid) > 1;

/** Whether the trainer is alive on this machine, by pid and start time: a pid alone may be reused. */
function isLeaderAlive(owner: Owner): boolean {
  if (!isGroup(owner.trainerPid) || locateMachine(owner) !== 'here') return false;
  const startTime = processStartTime(owner.trainerPid);
  return startTime !== undefined && startTime === owner.trainerStartTime;
}

/**
 * Linux: the trainer's process group, and every process that inherited the attempt's token in its environment. The token
 * finds processes that left the group or outlived its leader.
 */
const linuxTree: ProcessTree = {
  isAlive: (owner) => isLeaderAlive(owner) || pidsWithToken(owner).length > 0,
  end: (owner, signal) => {
    const pids = pidsWithToken(owner);
    if (isLeaderAlive(owner)) signalQuietly(-owner.trainerPid, signal);
    for (const pid of pids) signalQuietly(pid, signal);
    return Promise.resolve();
  },
};

/** Without /proc, as on macOS: the process group and the descendants that `ps` lists, while the leader is alive. */
function psTree(run: RunProgram): ProcessTree {
  return {
    isAlive: isLeaderAlive,
    async end(owner, signal) {
      if (!isLeaderAlive(owner)) return;
      const descendants = descendantsOf(owner.trainerPid, await run('ps', ['-A', '-o', 'pid=,ppid=']));
      // The leader may have ended while the list was made.
      if (!isLeaderAlive(owner)) return;
      signalQuietly(-owner.trainerPid, signal);
      for (const pid of descendants) signalQuietly(pid, signal);
    },
  };
}

/** Windows has no process groups; `taskkill /T` walks the tree, and `/F` is its SIGKILL. */
function windowsTree(run: RunProgram): ProcessTree {
  return {
    isAlive: isLeaderAlive,
    async end(owner, signal) {
      if (!isLeaderAlive(owner)) return;
      const force = signal === 'SIGKILL' ? ['/F'] : [];
      await run('taskkill', ['/PID', String(owner.trainerPid), '/T', ...force]);
    },
  };
}

/** Descendants of a process, from the `pid ppid` lines of `ps`. */
export function descendantsOf(pid: number, list: string): number[] {
  const children = new Map<number, number[]>();
  for (const line of list.split('\n')) {
    const [child = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [child]);
    else known.push(child);
  }
  const found = new Set([pid]);
  // The set grows during the loop, so that children of children are found too.
  for (const parent of found) {
    for (const child of children.get(parent) ?? []) if (child > 1) found.add(child);
  }
  found.delete(pid);
  return [...found];
}

function signalQuietly(pid: number, signal: EndSignal): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // The process may end between the check and the signal.
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

/** Pids of the processes of this machine whose environment holds the token of the attempt. */
function pidsWithToken(owner: Owner): number[] {
  if (!isGroup(owner.trainerPid) || owner.token === '' || locateMachine(owner) !== 'here') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => pid > 1 && hasToken(pid, owner.token) && isLiving(pid));
}

function isLiving(pid: number): boolean {
  return parseStat(readOrEmpty(`/proc/${pid}/stat`)).startTime !== undefined;
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

function runProgram(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, words, { windowsHide: true, maxBuffer: 16 << 20 }, (_error, printed) => {
      resolve(printed);
    });
  });
}
