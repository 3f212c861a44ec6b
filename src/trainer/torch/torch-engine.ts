import { rmSync } from 'node:fs';
import path from 'node:path';
import type * as tf from '@tensorflow/tfjs-core';
import type { ResolvedConfig } from '../../config';
import type { CompiledStep, Engine, StepProgram } from '../../engine';
import type { Model } from '../../models';
import { TrainingFailure } from '../context/failure';
import { makeMemoryFolder } from './memory-folder';
import { pythonProgram } from './python-program';
import { PythonWorker, type StartedWorker, type TorchFacts } from './python-worker';
import { arrangeProcesses, machinesOfRun } from './rendezvous';
import { Tables } from './tables';

/** Keeper of variables whose values move outside of this process. */
export interface VariableKeeper {
  /** Brings their values into this process. */
  pull(): Promise<void>;
  /** Their values were changed in this process. */
  touch(): void;
}

/** A holder of files that are exchanged. */
export interface Closable {
  /** Closes its files. */
  close(): void;
}

/** A network in the process of PyTorch. */
export interface KeptSession extends VariableKeeper, Closable {
  /** Its number there, once its values there are those here. */
  present(): Promise<number>;
}

/** Settings of devices, processes and precision that PyTorch computes with. */
export type TorchSettings = Pick<
  ResolvedConfig['train'],
  'device' | 'precision' | 'compile' | 'accumulate' | 'processes' | 'syncBatchNorm' | 'deterministic'
>;

/**
 * PyTorch in a process of its own, beside an engine of this process. Networks that train live there; their variables here are
 * copies, brought up to date when they are read, so that checkpoints, caches and exports are those of every engine. Programs
 * that are compiled run on the engine beside it.
 */
export class TorchEngine implements Engine {
  readonly name = 'torch';
  readonly version: string;
  readonly threads: number;
  private files = 0;
  private readonly keepers = new Map<tf.Variable, VariableKeeper>();
  private readonly sessions = new Map<Model, KeptSession>();
  private readonly open: Closable[] = [];
  /** Rows that steps gather theirs from. */
  readonly tables: Tables;

  private constructor(
    private readonly native: Engine,
    readonly worker: StartedWorker['worker'],
    readonly facts: TorchFacts,
    readonly settings: TorchSettings,
    /** Folder of exchanged files; private to the user. */
    private readonly folder: string,
  ) {
    this.version = facts.torch;
    this.threads = native.threads;
    this.tables = new Tables(worker);
    this.closeAtEnd(this.tables);
  }

  /** Starts PyTorch, unless it has a process that was started. Throws a TrainingFailure where there is none. */
  static async start(
    native: Engine,
    settings: TorchSettings,
    runFolder: string,
    started?: StartedWorker,
  ): Promise<TorchEngine> {
    const { processes = 1, device, deterministic = false } = settings;
    const { worker, facts } = started ?? (await startProcesses(processes, runFolder));
    if (device !== undefined && device !== 'auto' && !facts.devices.includes(device)) {
      await worker.close();
      throw missingDevice(device, facts);
    }
    // The processes of one machine share its cores.
    const processesHere = processes / machinesOfRun();
    const threads = Math.max(1, Math.floor(native.threads / processesHere));
    await worker.ask({ do: 'begin', threads, deterministic });
    return new TorchEngine(native, worker, facts, settings, makeMemoryFolder());
  }

  variable(name: string, shape: readonly number[], initial: Float32Array): tf.Variable {
    return this.native.variable(name, shape, initial);
  }

  compile(program: StepProgram): Promise<CompiledStep> {
    return this.native.compile(program);
  }

  async read(variable: tf.Variable): Promise<Float32Array> {
    await this.keepers.get(variable)?.pull();
    return this.native.read(variable);
  }

  async write(variable: tf.Variable, values: Float32Array): Promise<void> {
    const keeper = this.keepers.get(variable);
    await keeper?.pull();
    await this.native.write(variable, values);
    keeper?.touch();
  }

  /** The variables as they are in this process. */
  readCopy(variable: tf.Variable): Promise<Float32Array> {
    return this.native.read(variable);
  }

  /** Brings one up to date, without a word to its keeper. */
  writeCopy(variable: tf.Variable, values: Float32Array): Promise<void> {
    return this.native.write(variable, values);
  }

  /** Takes a session, which keeps variables from now on. */
  register(model: Model, variables: readonly tf.Variable[], session: KeptSession): void {
    this.sessions.set(model, session);
    this.closeAtEnd(session);
    for (const variable of variables) this.keepers.set(variable, session);
  }

  /** Closes it with the engine. */
  closeAtEnd(one: Closable): void {
    this.open.push(one);
  }

  /** Path of a new file for an exchange. */
  newFile(name: string): string {
    this.files += 1;
    return path.join(this.folder, `${this.files}-${name}`);
  }

  /** The session of a network. Throws where none has it. */
  sessionOf(model: Model): KeptSession {
    const found = this.sessions.get(model);
    if (found === undefined) throw new Error('a network has no session of PyTorch');
    return found;
  }

  async dispose(): Promise<void> {
    await this.worker.close();
    for (const one of this.open) one.close();
    rmSync(this.folder, { recursive: true, force: true });
    await this.native.dispose();
  }
}

/** Reasons for which PyTorch may not have a device, and the next step. */
const hintsForDevices = {
  cpu: 'write `device: auto`',
  cuda: 'write `device: auto`; or see by nvidia-smi whether the driver has a card, and choose a Python whose PyTorch is built for CUDA',
  mps: 'write `device: auto`: mps is that of Macs with an Apple processor',
} as const;

function missingDevice(device: keyof typeof hintsForDevices, { torch, devices }: TorchFacts): TrainingFailure {
  const message = `\`device: ${device}\` is not there: PyTorch ${torch} has ${devices.join(', ')}`;
  return new TrainingFailure(message, hintsForDevices[device], { where: 'train.device' });
}

async function startProcesses(count: number, runFolder: string): Promise<StartedWorker> {
  const { own, others } = await arrangeProcesses(pythonProgram(), count);
  return PythonWorker.start(own, runFolder, others);
}
