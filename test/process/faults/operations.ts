import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { buildCounting } from './build';

/** Number of file operations, and of failures that made a write throw. */
export interface OperationFailures {
  readonly operations: number;
  readonly noticed: number;
}

/**
 * Lets every file operation of a log, checkpoints and a durable file fail, one in each run, at once and after a part of the
 * bytes. Throws when something that was promised is not there, or something else is taken for it.
 */
export async function failEveryOperation(): Promise<OperationFailures> {
  const folder = mkdtempSync(path.join(tmpdir(), 'distillery-counting-'));
  try {
    const program = path.join(folder, 'write-everything.cjs');
    await buildCounting('test/process/faults/write-everything.ts', program);
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    return JSON.parse(stdout) as OperationFailures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
