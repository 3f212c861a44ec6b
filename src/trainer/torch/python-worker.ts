import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { TrainingFailure } from '../context/failure';
import { OtherMachines } from './other-machines';
import type { PythonProgram } from './python-program';
import { readWorkerAnswer, type FittingRows, type WorkerError } from './worker-answer';

/** Facts that it tells when PyTorch is imported. */
export interface TorchFacts {
  readonly python: string;
  readonly torch: string;
  /** Kinds of devices that are there, the fastest first. */
  readonly devices: readonly string[];
}

/** A process that was started. */
export interface StartedWorker {
  readonly worker: Pick<PythonWorker, 'ask' | 'close'>;
  readonly facts: TorchFacts;
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Time in ms that a process has to end by itself once its input is closed. */
const endMs = 5_000;
/** Time in ms that it has to say itself why the processes of other machines have ended: their fault may be in the user's code. */
const faultMs = 5_000;

/** A Python process that answers one line of JSON with another, in order. Its other output is the run's. */
export class PythonWorker {
  private readonly waiting: Waiting[] = [];
  private readonly child: ChildProcess;
  private ending: Error | undefined;
  private isClosing = false;
  private isReady = false;
  private readonly ended: Promise<void>;

  private constructor(
    { command, args, env, cwd }: PythonProgram,
    runFolder: string,
    private readonly others: OtherMachines | undefined,
  ) {
    this.child = spawn(command, [...args, runFolder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      windowsHide: true,
      ...(cwd !== undefined && { cwd }),
      env: { ...process.env, ...env },
    });
    this.ended = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.fail(new TrainingFailure(`${command} could not be started: ${error.message}`, 'choose another Python'));
        resolve();
      });
      this.child.once('close', (code, signal) => {
        const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
        const hint =
          signal === 'SIGKILL' ? 'memory may have run out: lower batchSize' : 'look at the last lines of the output';
        this.fail(new TrainingFailure(`the process of PyTorch has ended ${how}`, hint));
        resolve();
      });
    });
    // Processes that it has started have its pipes, and end with its input.
    this.child.once('exit', () => this.child.stdin?.end());
    // Writing to a process that has ended fails by its end.
    this.child.stdin?.on('error', () => undefined);
    if (this.child.stdout !== null) {
      createInterface({ input: this.child.stdout }).on('line', (line) => this.answer(line));
    }
    void others?.ended.then((failure) => this.loseOthers(failure));
  }

  /**
   * Starts the process, and the program of other machines where there are some; resolves once all have imported PyTorch and found one
   * another. Throws a TrainingFailure where that fails, and then nothing is left of them.
   */
  static async start(program: PythonProgram, runFolder: string, others?: PythonProgram): Promise<StartedWorker> {
    const worker = new PythonWorker(program, runFolder, others && new OtherMachines(others, runFolder));
    try {
      const facts = (await worker.next()) as TorchFacts;
      worker.isReady = true;
      return { worker, facts };
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  /** Asks for something and gives the answer. Throws a TrainingFailure with the error that Python tells of. */
  async ask(command: Readonly<Record<string, unknown>>): Promise<unknown> {
    if (this.ending !== undefined) throw this.ending;
    const answer = this.next();
    this.child.stdin?.write(`${JSON.stringify(command)}\n`);
    return ((await answer) as { readonly ok: unknown }).ok;
  }

  /** Ends the process. */
  async close(): Promise<void> {
    this.isClosing = true;
    // The word says that this trainer lives on, and removes the files itself that both exchange.
    this.child.stdin?.end('{"do":"leave"}\n');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), endMs);
    await this.ended;
    clearTimeout(timer);
    await this.others?.close();
  }

  /** Fails where the processes of other machines have ended while the training goes on: none trains alone. */
  private async loseOthers(failure: TrainingFailure): Promise<void> {
    if (this.isReady) await Promise.race([wait(faultMs, undefined, { ref: false }), this.ended]);
    if (this.isClosing) return;
    this.fail(failure);
    this.child.kill('SIGKILL');
  }

  private next(): Promise<unknown> {
    if (this.ending !== undefined) return Promise.reject(this.ending);
    return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
  }

  private answer(line: string): void {
    // Half of a line is what a process leaves that was ended, and how it ended says more.
    if (this.waiting.length === 0 || this.child.stdout?.readableEnded === true) return;
    try {
      const answer = readWorkerAnswer(line);
      const waiting = this.waiting.shift();
      if ('error' in answer) waiting?.reject(failureOf(answer.error));
      else waiting?.resolve(answer.value);
    } catch (error) {
      // Its next lines belong to no question.
      this.fail(error as Error);
      this.child.kill('SIGKILL');
    }
  }

  private fail(error: Error): void {
    this.ending ??= error;
    for (const { reject } of this.waiting.splice(0)) reject(this.ending);
    if (!this.isClosing) console.error(error.message);
  }
}

/** Next step where memory has run out: the batch that fits, where it was tried. */
export function hintForMemory(fits: FittingRows | undefined): string {
  if (fits === undefined) return 'lower batchSize, or let train.accumulate take a batch in parts';
  const { rows, size, parts } = fits;
  if (rows === 0)
    return 'not even two examples fit: take a smaller network, another precision or a device with more memory';
  const batch = `set batchSize to ${rows * parts}`;
  const needed = Math.ceil(size / rows);
  // A part has two rows at least.
  const hasParts = needed <= Math.floor(size / 2);
  const kept = hasParts ? `, or accumulate to ${needed}, which takes the same step in smaller parts` : '';
  return `${rows} examples at a time were tried and fit: ${batch}${kept}`;
}

/** The failure in a person's words; where the user's code failed, its line comes first. */
function failureOf({ message, isOutOfMemory, fits, hint, where }: WorkerError): TrainingFailure {
  if (hint !== undefined) return new TrainingFailure(message, hint);
  const next = isOutOfMemory === true ? hintForMemory(fits) : 'its traceback is in the output of the run';
  return where === undefined
    ? new TrainingFailure(`PyTorch: ${message}`, next)
    : new TrainingFailure(`${where}: ${message}`, next, { where });
}
