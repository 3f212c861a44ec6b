import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { runFiles } from './folders';

/** Who runs a run: enough to know the process again, since a process id alone is reused. */
export interface Owner {
  readonly pid: number;
  /** The trainer's process group, which is ended as a whole. */
  readonly trainerPid: number;
  readonly startTime: string;
  readonly trainerStartTime: string;
  readonly bootId: string;
  readonly namespace: string;
  readonly host: string;
  /** Names this attempt; a request that names another one is stale. */
  readonly token: string;
  readonly attempt: number;
}

/** `exit.json`: how the trainer's process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** Why it could not be started at all. */
  readonly reason?: string;
  /** Which start of the run ended so; absent in a file that another tool wrote. */
  readonly attempt?: number;
  readonly at: number;
}

const readText = (file: string): string => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');

/** This boot and process namespace; empty strings where the platform has no such thing. */
export function describeMachine(): { bootId: string; namespace: string; host: string } {
  const namespaceLink = '/proc/self/ns/pid';
  return {
    bootId: readText('/proc/sys/kernel/random/boot_id'),
    namespace: existsSync(namespaceLink) ? readlinkSync(namespaceLink) : '',
    host: hostname(),
  };
}

/**
 * When a living process started, in the platform's own notation; undefined when there is none or only a zombie.
 * On Linux `/proc/PID/stat` is split after its last parenthesis, since the name before it may hold anything.
 */
export function processStartTime(pid: number): string | undefined {
  if (process.platform !== 'linux') return isSignallable(pid) ? 'unknown' : undefined;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const isGone = fields[0] === 'Z' || fields[0] === 'X';
    return isGone ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function isSignallable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

export type OwnerState = 'alive' | 'dead' | 'elsewhere';

/** Whether the supervisor that owns a run still lives. A process in another namespace or on another host is never judged. */
export function ownerState(owner: Owner): OwnerState {
  const here = describeMachine();
  if (owner.host !== here.host) return 'elsewhere';
  if (owner.bootId !== here.bootId) return 'dead';
  if (owner.namespace !== here.namespace) return 'elsewhere';
  return processStartTime(owner.pid) === owner.startTime ? 'alive' : 'dead';
}

/** Reads `owner.json`; undefined before the first start or when it is torn. */
export function readOwner(runFolder: string): Owner | undefined {
  const owner = readJson(path.join(runFolder, runFiles.owner)) as Partial<Owner> | undefined;
  const isWhole =
    typeof owner?.pid === 'number' && typeof owner.token === 'string' && typeof owner.startTime === 'string';
  return isWhole ? (owner as Owner) : undefined;
}

/** Reads `exit.json`; undefined while the trainer lives or when its supervisor died. */
export function readExit(runFolder: string): Exit | undefined {
  const exit = readJson(path.join(runFolder, runFiles.exit)) as Partial<Exit> | undefined;
  return exit !== undefined && 'code' in exit && 'signal' in exit ? (exit as Exit) : undefined;
}

function readJson(file: string): object | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
