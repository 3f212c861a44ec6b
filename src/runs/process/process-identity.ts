import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Machine } from '../protocol/schemas/process-files';

/** Runs a program without a shell and gives what it printed; throws when it cannot be run or fails. */
export type ReadProgram = (program: string, words: readonly string[]) => string;

const readText = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');

/** Identity of this machine, its boot and the namespace of its process ids. */
export function describeMachine(): Machine {
  const namespaceLink = '/proc/self/ns/pid';
  return {
    bootId: readText('/proc/sys/kernel/random/boot_id'),
    namespace: existsSync(namespaceLink) ? readlinkSync(namespaceLink) : '',
    host: hostname(),
  };
}

/**
 * Start time of a living process, in the platform's own notation; undefined when there is none or only a zombie, which
 * still answers signal 0. Always read anew; `isSameProcess` is cheaper.
 */
export function processStartTime(
  pid: number,
  platform: NodeJS.Platform = process.platform,
  read: ReadProgram = readProgram,
): string | undefined {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  try {
    if (platform === 'linux') return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).startTime;
    if (platform === 'win32') {
      const question = `(Get-Process -Id ${pid} -ErrorAction Stop).StartTime.ToFileTimeUtc()`;
      return read('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', question]).trim() || undefined;
    }
    const [state = '', ...started] = read('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])
      .trim()
      .split(/\s+/);
    return state.startsWith('Z') || started.length === 0 ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}

/** The fields of `/proc/PID/stat`, which are split after its last parenthesis: the name before it may hold anything. */
export function parseStat(stat: string): {
  readonly state: string;
  readonly startTime: string | undefined;
  readonly group: number;
} {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = ''] = fields;
  const isGone = state === 'Z' || state === 'X';
  return { state, startTime: isGone ? undefined : fields[19], group: Number(fields[2]) };
}

/** Whether a process is held by SIGSTOP or a debugger; false where the platform has no such state, or no such process. */
export function isSuspended(
  pid: number,
  platform: NodeJS.Platform = process.platform,
  read: ReadProgram = readProgram,
): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || platform === 'win32') return false;
  try {
    const state =
      platform === 'linux'
        ? parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8')).state
        : read('ps', ['-o', 'stat=', '-p', String(pid)]).trim();
    return /^[Tt]/.test(state);
  } catch {
    return false;
  }
}

/** Maximum age in ms of a known start time: a fresh one costs a process, and signal 0 shows in between that a process is there. */
const trustedForMs = { darwin: 5_000, win32: 30_000 } as const;
const startTimes = new Map<number, { readonly startTime: string | undefined; readonly at: number }>();

/**
 * Whether the process with an id and a start time lives. The answer may be some seconds old except on Linux: before a signal
 * use `processStartTime`.
 */
export function isSameProcess(pid: number, startTime: string): boolean {
  if (startTime === '') return false;
  if (process.platform === 'linux') return processStartTime(pid) === startTime;
  if (!isSignallable(pid)) return false;
  const limitMs = process.platform === 'win32' ? trustedForMs.win32 : trustedForMs.darwin;
  const known = startTimes.get(pid);
  if (known !== undefined && performance.now() - known.at < limitMs) return known.startTime === startTime;
  const fresh = processStartTime(pid);
  startTimes.set(pid, { startTime: fresh, at: performance.now() });
  return fresh === startTime;
}

function isSignallable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const programLimitMs = 5_000;

/** The language of dates is fixed, or two windows would write one start time in two ways. */
function readProgram(program: string, words: readonly string[]): string {
  return execFileSync(program, words, {
    encoding: 'utf8',
    timeout: programLimitMs,
    windowsHide: true,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
  });
}
