import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema, type StudentModel } from '../../src/config';
import { transferSet, type DataSet } from '../../src/data';
import { readWeightsFile, type NewEvent, type RunManifest } from '../../src/runs';
import type { Context } from '../../src/trainer/context/context';
import { StopRequested } from '../../src/trainer/context/failure';
import type { Network } from '../../src/trainer/networks/network';
import { openStudent } from '../../src/trainer/networks/open-networks';
import { createEngine } from '../../src/engine';
import { openPythonModel, TorchEngine } from '../../src/trainer/torch';
import type { StartedWorker } from '../../src/trainer/torch/python-worker';
import { trainStudent } from '../../src/trainer/student';
import type { Teacher } from '../../src/trainer/teachers/teacher';
import { recordInto } from '../unit/trainer/recorded-events';

export type StepEvent = Extract<NewEvent, { type: 'step' }>;

/** A student's steps, and all that its training would go on from. */
export interface Trained {
  readonly steps: readonly StepEvent[];
  readonly state: readonly Float32Array[];
  /** The network's own part of it, after the last step. */
  readonly weights: readonly Float32Array[];
  readonly events: readonly NewEvent[];
}

export interface TrainOptions {
  /** The process of PyTorch; trains on ONNX Runtime where absent. */
  readonly torch?: StartedWorker | undefined;
  readonly data: DataSet;
  readonly teachers: readonly Teacher[];
  /** Steps after which a stop is asked for. */
  readonly stopAfter?: number;
  /** A folder that is kept, in place of one that is removed. */
  readonly folder?: string;
  /** Workspace and folder of the config, for paths in it. */
  readonly root?: string;
}

/** Opens the student of a config as a run does, without training it. */
export async function openStudentOf(written: object, options: TrainOptions): Promise<Network> {
  const { context, model, dispose } = await startTraining(written, options);
  try {
    return await openStudent(context, model, openPythonModel);
  } finally {
    await dispose();
  }
}

/** Trains the student of a config. */
export async function train(written: object, options: TrainOptions): Promise<Trained> {
  const { context, model, events, dispose } = await startTraining(written, options);
  const { runFolder } = context;
  try {
    const network = await openStudent(context, model, openPythonModel);
    await trainStudent(context, options.teachers, network).catch((error: unknown) => {
      if (!(error instanceof StopRequested)) throw error;
    });
    const kept = (name: string): readonly Float32Array[] =>
      readWeightsFile<object>(path.join(runFolder, 'checkpoints', `${name}.weights`))?.arrays ?? [];
    const state = kept('last');
    // A checkpoint of the best epoch has weights alone.
    const weights = state.slice(0, kept('best').length);
    return { steps: events.filter((event) => event.type === 'step'), state, weights, events };
  } finally {
    await dispose();
  }
}

interface Started {
  readonly context: Context;
  readonly model: StudentModel;
  readonly events: readonly NewEvent[];
  readonly dispose: () => Promise<void>;
}

/** The context of a training, on an engine of its own. */
async function startTraining(written: object, options: TrainOptions): Promise<Started> {
  const { data, torch, stopAfter = Infinity } = options;
  const runFolder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'distillery-torch-'));
  const root = options.root ?? runFolder;
  const config = configSchema.parse({ name: 'a', data: { set: 'mnist' }, ...written });
  const settings = {
    ...config.train,
    engine: torch === undefined ? ('onnx' as const) : ('torch' as const),
    threads: 1,
    device: 'cpu' as const,
  };
  const events: NewEvent[] = [];
  const places = { configPath: path.join(root, 'a.distill.yaml'), cacheFolder: path.join(root, '.distillery/cache') };
  const manifest = { id: 'run', name: 'a', config: { ...config, train: settings }, ...places } as RunManifest;
  writeFileSync(path.join(runFolder, 'run.json'), '{}');
  const writer = recordInto(events);
  const { engine: native } = await createEngine({ preferred: 'onnx', threads: 1 });
  const engine = torch === undefined ? native : await TorchEngine.start(native, settings, runFolder, shared(torch));
  const steps = (): StepEvent[] => events.filter((event) => event.type === 'step');
  const context = {
    ...{ runFolder, manifest, data, engine, rejected: [], attempt: 1, events: writer },
    transfer: transferSet(data, config.transfer),
    pause: () => (steps().length >= stopAfter ? Promise.reject(new StopRequested()) : Promise.resolve()),
  };
  const dispose = async (): Promise<void> => {
    await engine.dispose();
    if (options.folder === undefined) rmSync(runFolder, { recursive: true });
  };
  return { context, model: config.student.model, events, dispose };
}

/** The process outlives the engine that it is lent to. */
function shared({ worker, facts }: StartedWorker): StartedWorker {
  return { facts, worker: { ask: (command) => worker.ask(command), close: () => Promise.resolve() } };
}

/** Relative L2 difference of two tensors. */
export function difference(one: Float32Array, other: Float32Array): number {
  let [apart, size] = [0, 0];
  one.forEach((value, place) => {
    apart += (value - (other[place] ?? Number.NaN)) ** 2;
    size += value ** 2;
  });
  return size === 0 ? Math.sqrt(apart) : Math.sqrt(apart / size);
}
