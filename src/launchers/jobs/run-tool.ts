import { execFile } from 'node:child_process';
import path from 'node:path';
import { hasCode } from '../../runs';
import { SubmitFault } from './submit-fault';

/** The outcome of a program that was run to its end. */
export interface ToolResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that could not be run at all, or did not end in time. */
export class ToolFault extends SubmitFault {}

export interface ToolOptions {
  /** Folder of the program; it is looked up on the PATH when absent. */
  readonly bin?: string | undefined;
  /** Key of the profile that names the program itself, where that is no program of a cluster of a known kind. */
  readonly key?: 'submit' | 'state' | 'stop' | undefined;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs?: number;
}

const defaultTimeoutMs = 30_000;
const maxOutputBytes = 64 << 20;

/**
 * Runs a program of a cluster without a shell; its words are in English and its times as they are written.
 * @throws ToolFault where it is not there, or does not end
 */
export function runTool(name: string, words: readonly string[], options: ToolOptions = {}): Promise<ToolResult> {
  const { bin, key, input = '', env = process.env, timeoutMs = defaultTimeoutMs } = options;
  const program = bin === undefined ? name : path.join(bin, name);
  return new Promise((resolve, reject) => {
    const child = execFile(
      program,
      words,
      { env: { ...env, LC_ALL: 'C' }, timeout: timeoutMs, maxBuffer: maxOutputBytes, windowsHide: true },
      (error, stdout, stderr) => {
        if (error === null) resolve({ code: 0, stdout, stderr });
        else if (typeof error.code === 'number') resolve({ code: error.code, stdout, stderr });
        else reject(new ToolFault(describe(name, { bin, key }, error, timeoutMs)));
      },
    );
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

function describe(name: string, place: ToolPlace, error: Error & { killed?: boolean }, timeoutMs: number): string {
  if (error.killed === true) return `${name} did not answer in ${timeoutMs / 1000} s`;
  return describeUnrunnable(name, place, error);
}

type ToolPlace = Pick<ToolOptions, 'bin' | 'key'>;

/** The reason for which a program was not run at all, and the part of the profile to change. */
export function describeUnrunnable(name: string, { bin, key }: ToolPlace, error: Error): string {
  if (hasCode(error, 'ENOENT')) {
    if (key !== undefined) return `there is no ${name} on the PATH; write its path into '${key}' of the profile`;
    const where = bin === undefined ? 'on the PATH' : `in ${bin}`;
    return `there is no ${name} ${where}; name the folder that holds it as 'bin' of the profile, or start where the cluster's programs are`;
  }
  if (hasCode(error, 'EACCES')) {
    if (key !== undefined)
      return `${name} may not be executed (EACCES); name one that may be in '${key}' of the profile`;
    const file = bin === undefined ? name : path.join(bin, name);
    return `${file} may not be executed (EACCES); name the folder of one that may be as 'bin' of the profile`;
  }
  return `${name} could not be run: ${error.message}`;
}
