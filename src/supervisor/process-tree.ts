import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { parseStat, placeOf, processStartTime, type Owner } from '../runs';

/** How hard a trainer is asked to end: `SIGTERM` leaves it time to tidy up, `SIGKILL` does not. */
export type EndSignal = 'SIGTERM' | 'SIGKILL';

/** A trainer's whole process tree, as a platform knows it. */
export interface ProcessTree {
  /** Whether any process of the tree lives that is certainly this owner's. */
  isAlive(owner: Owner): boolean;
  /** Signals the whole tree. Does nothing when it is gone or somebody else's. */
  end(owner: Owner, signal: EndSignal): Promise<void>;
}

/** Runs a program without a shell; resolves with what it printed when it has ended, however it ended. */
export type RunProgram = (program: string, words: readonly string[]) => Promise<string>;

/** The tree of this platform. */
export function processTree(platform: NodeJS.Platform = process.platform, run: RunProgram = runProgram): ProcessTree {
  switch (platform) {
    case 'win32':
      return windowsTree(run);
    case 'linux':
      return linuxTree;
    default:
      return listedTree(run);
  }
}

/** A group 0 or 1 would name our own group or every process there is. */
const isGroup = (pid: unknown): pid is number => Number.isSafeInteger(pid) && Number(pid) > 1;

/** Whether the trainer itself lives, here, and is not a later process of the same number. */
function isLeaderOurs(owner: Owner): boolean {
  if (!isGroup(owner.trainerPid) || placeOf(owner) !== 'here') return false;
  const startTime = processStartTime(owner.trainerPid);
  return startTime !== undefined && startTime === owner.trainerStartTime;
}

/**
 * Linux: the trainer's group, and every process that inherited the attempt's token, by which also those are known that
 * left the group or outlived its leader.
 */
const linuxTree: ProcessTree = {
  isAlive: (owner) => isLeaderOurs(owner) || tokenBearers(owner).length > 0,
  end: (owner, signal) => {
    const bearers = tokenBearers(owner);
    if (isLeaderOurs(owner)) signalQuietly(-owner.trainerPid, signal);
    for (const pid of bearers) signalQuietly(pid, signal);
    return Promise.resolve();
  },
};

/** Where there is no /proc, such as on macOS: the group, and the descendants that `ps` lists, while their leader lives. */
function listedTree(run: RunProgram): ProcessTree {
  return {
    isAlive: isLeaderOurs,
    async end(owner, signal) {
      if (!isLeaderOurs(owner)) return;
      const descendants = descendantsOf(owner.trainerPid, await run('ps', ['-A', '-o', 'pid=,ppid=']));
      // The leader may have ended while the list was made.
      if (!isLeaderOurs(owner)) return;
      signalQuietly(-owner.trainerPid, signal);
      for (const pid of descendants) signalQuietly(pid, signal);
    },
  };
}

/** Windows has no process groups; `taskkill /T` walks the tree, and `/F` is its SIGKILL. */
function windowsTree(run: RunProgram): ProcessTree {
  return {
    isAlive: isLeaderOurs,
    async end(owner, signal) {
      if (!isLeaderOurs(owner)) return;
      const force = signal === 'SIGKILL' ? ['/F'] : [];
      await run('taskkill', ['/PID', String(owner.trainerPid), '/T', ...force]);
    },
  };
}

/** All processes below one, by a list of `pid ppid` lines. */
export function descendantsOf(pid: number, list: string): number[] {
  const rows = list.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const found = [pid];
  // `found` grows while it is walked: the children of children are looked for in their turn.
  for (const parent of found) {
    for (const [child = 0, itsParent] of rows) {
      if (itsParent === parent && child > 1 && !found.includes(child)) found.push(child);
    }
  }
  return found.slice(1);
}

function signalQuietly(pid: number, signal: EndSignal): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It may end between the look and the signal.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Living processes of this machine that carry the token of the attempt in their environment. */
function tokenBearers(owner: Owner): number[] {
  if (!isGroup(owner.trainerPid) || owner.token === '' || placeOf(owner) !== 'here') return [];
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
