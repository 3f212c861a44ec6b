import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { TrainingFailure } from '../context/failure';
import type { PythonProgram } from './python-program';

/** Time in ms that processes of other machines have to end by themselves once the trainer's own have. */
const endMs = 5_000;
/** Time in ms that their program has to end once it is terminated. */
const terminateMs = 2_000;

/** A program that starts processes of a training on its other machines, and ends when they do. Its output is the run's. */
export class OtherMachines {
  /** The failure that an end is while the training goes on. */
  readonly ended: Promise<TrainingFailure>;
  private readonly child: ChildProcess;
  private lastLine = '';

  constructor({ command, args, env, cwd }: PythonProgram, runFolder: string) {
    this.child = spawn(command, [...args, runFolder], {
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => this.pass(line));
    }
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => resolve(this.failure(`could not be started: ${error.message}`)));
      this.child.once('close', (code, signal) =>
        resolve(this.failure(`has ended with ${signal ?? `exit code ${code}`}`)),
      );
    });
  }

  /** Resolves once the program has ended: by itself, terminated, or killed. */
  async close(): Promise<void> {
    const timers = [
      setTimeout(() => this.child.kill('SIGTERM'), endMs),
      setTimeout(() => this.child.kill('SIGKILL'), endMs + terminateMs),
    ];
    await this.ended;
    timers.forEach(clearTimeout);
  }

  private pass(line: string): void {
    if (line.trim() !== '') this.lastLine = line.trim();
    process.stderr.write(`${line}\n`);
  }

  private failure(how: string): TrainingFailure {
    const said = this.lastLine === '' ? '' : `: ${this.lastLine}`;
    return new TrainingFailure(
      `the other machines of this training are gone: ${this.child.spawnfile} ${how}${said}`,
      'look at the last lines of the output; all machines need the Python, our programs and the workspace under the same paths',
    );
  }
}
