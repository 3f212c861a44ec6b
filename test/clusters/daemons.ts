import { spawn, spawnSync } from 'node:child_process';
import { openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Folder of the daemons that the suite has started; each has its process id in `NAME.pid`. */
const folder = process.env['DISTILLERY_SLURM_FOLDER'] ?? '';
/** File with the process id of a daemon. */
export const pidFile = (name: string): string => path.join(folder, `${name}.pid`);

/** Folder that the second machine does not see. */
export const unshared = path.join(folder, 'unshared');

/** Output of a program of SLURM's. */
export function slurm(program: string, ...words: readonly string[]): string {
  const { stdout, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 20_000 });
  return `${stdout}${stderr}`;
}

export function stopDaemon(name: string): void {
  process.kill(Number(readFileSync(pidFile(name), 'utf8')), 'SIGTERM');
}

/** Starts a daemon that was stopped, with the words of its program. */
export function startDaemon(name: string, program: string, ...words: readonly string[]): void {
  const output = openSync(path.join(folder, `${name}.log`), 'a');
  const child = spawn(program, words, { detached: true, stdio: ['ignore', output, output] });
  child.unref();
  writeFileSync(pidFile(name), String(child.pid));
}

/** Ends a daemon at once, as where its machine is lost. */
export function killDaemon(name: string): void {
  process.kill(Number(readFileSync(pidFile(name), 'utf8')), 'SIGKILL');
}
