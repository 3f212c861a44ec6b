import { readFileSync, writeFileSync } from 'node:fs';
import type * as tf from '@tensorflow/tfjs-core';
import type { DataSet } from '../../data';
import { emitTrainedObjective, type TrainedObjective } from '../../emit';
import type { ObjectiveSettings } from '../../distillation';
import type { CompiledProgram, CompiledStep, Feeds, StepOutputs } from '../../engine';
import type { RowTable } from '../step/row-table';
import type { TeacherSource } from '../step/teacher-source';
import type { TrainableNetwork } from '../step/trainable-network';
import type { OptimizerSettings } from '../../models/training';
import { Exchange } from './exchange';
import { planLayers } from './layers-plan';
import { bytesOf, planStepInputs, type StepInputs } from './step-inputs';
import type { KeptSession, TorchEngine } from './torch-engine';

export interface SessionOptions {
  /** Name of the run, for the objective's source. */
  readonly name: string;
  readonly engine: TorchEngine;
  readonly network: TrainableNetwork;
  readonly data: DataSet;
  /** Images of one forward pass at most. */
  readonly evaluationBatch: number;
  /** The number of a model of the user's Python there, in place of layers. */
  readonly handle?: number | undefined;
  /** Seed of the run, for what such a model draws. */
  readonly seed: number;
}

/** Settings of a session's training. */
export interface SessionTraining {
  readonly batchSize: number;
  readonly optimizer: OptimizerSettings;
  readonly objective: ObjectiveSettings;
  readonly teachers: readonly TeacherSource[];
  /** The training split, where steps gather their rows from it; else they are given images. */
  readonly rows?: RowTable | undefined;
}

/** A model of the user's Python in files. */
export interface ExportedModel {
  readonly safetensors: Uint8Array;
  readonly onnx?: Uint8Array;
  /** Why there is no ONNX model. */
  readonly reason?: string;
}

/** Bytes of batches that wait for their steps. */
const maxWaitingBytes = 64 << 20;
/** Steps that wait at most: those of the longest launch. */
const maxWaitingSteps = 200;
/** The label of a row without one, as in PyTorch's cross_entropy. */
const noLabel = -100;

/** One network in the process of PyTorch, with its objective and optimizer once it is trained. */
export class TorchSession implements KeptSession {
  /** Its number there; undefined until it is opened. */
  private opened: Promise<number> | undefined;
  /** The values there are newer than those here, or the other way round. */
  private isAhead = false;
  private isBehind = true;
  /** Resolves once values of this process have arrived there. */
  private pushed = Promise.resolve();
  /** The other way round. */
  private pulled = Promise.resolve();
  private variables: readonly tf.Variable[];
  private readonly stateFile: string;
  private readonly forwardExchange: Exchange;
  private readonly exchanges: Exchange[] = [];

  constructor(private readonly options: SessionOptions) {
    const { engine, network, data, evaluationBatch } = options;
    this.stateFile = engine.newFile('state');
    this.variables = network.weights;
    // A model of the user's begins with its own weights.
    this.isAhead = options.handle !== undefined;
    this.isBehind = !this.isAhead;
    const images = { shape: [evaluationBatch, ...data.shape], dtype: 'float32' } as const;
    this.forwardExchange = this.exchange('forward', {
      tensors: { images },
      numbers: ['count'],
      results: evaluationBatch * data.classes,
    });
    engine.register(network.model, network.state, this);
  }

  /** Its logits for images [count, …shape]. */
  get forward(): Pick<CompiledProgram, 'run'> {
    return { run: (feeds) => this.answer(feeds) };
  }

  /** Makes the step of its training. Called once, before any other method. */
  async compile(training: SessionTraining): Promise<CompiledStep> {
    if (this.opened !== undefined) throw new Error('the network is in use already');
    const { name, data } = this.options;
    const objective = emitTrainedObjective(training.objective, {
      ...{ name, classCounts: data.classCounts, hasMixedLabels: this.hasMixedLabels },
    });
    this.variables = this.options.network.state;
    const { batchSize, teachers, rows } = training;
    const { dropoutSites } = this.options.network.model;
    const inputs = await planStepInputs({
      ...{ engine: this.options.engine, data, batchSize, hasMixedLabels: this.hasMixedLabels },
      ...{ dropoutSites, teachers, rows },
    });
    const exchange = this.stepExchange(inputs, batchSize, objective);
    this.opened = this.open({
      training: {
        ...this.trainingPlan(training, objective),
        ...{ exchange: exchange.layout, teachers: inputs.teachers, gathered: inputs.gathered },
      },
    });
    await this.opened;
    return this.stepOf(exchange, objective);
  }

  /** Whether labels are shares of two classes. */
  private get hasMixedLabels(): boolean {
    return this.options.data.augment?.mixup !== undefined;
  }

  private trainingPlan(
    { optimizer }: SessionTraining,
    { source, outputs, comparesRows }: TrainedObjective,
  ): Readonly<Record<string, unknown>> {
    const { engine, network, handle, seed } = this.options;
    const { accumulate = 1, syncBatchNorm = false } = engine.settings;
    return {
      ...{ objective: source, comparesRows, optimizer, accumulate, syncBatchNorm },
      masks: network.model.dropoutSites.map(({ name }) => name),
      results: outputs.map(({ name, hasRows, isMean }) => ({ name, hasRows, isMean })),
      learned: network.learned.map(({ settings }) => settings),
      hasLossScale: network.lossScale !== undefined,
      ...(handle !== undefined && { seed }),
    };
  }

  async pull(): Promise<void> {
    if (this.isAhead) this.pulled = this.pullNow();
    await this.pulled;
  }

  private async pullNow(): Promise<void> {
    this.isAhead = false;
    const file = this.stateFile;
    await this.ask({ do: 'read', file });
    const bytes = readFileSync(file);
    const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
    let offset = 0;
    for (const variable of this.variables) {
      await this.options.engine.writeCopy(variable, numbers.slice(offset, offset + variable.size));
      offset += variable.size;
    }
  }

  /** The user's model as bytes of a safetensors file and of an ONNX model, or why there is none. */
  async export(): Promise<ExportedModel> {
    const files = [this.options.engine.newFile('safetensors'), this.options.engine.newFile('onnx')] as const;
    const reason = (await this.ask({ do: 'export', files })) as string | null;
    const safetensors = readFileSync(files[0]);
    return reason === null ? { safetensors, onnx: readFileSync(files[1]) } : { safetensors, reason };
  }

  touch(): void {
    this.isBehind = true;
  }

  close(): void {
    for (const exchange of this.exchanges) exchange.close();
  }

  async present(): Promise<number> {
    this.opened ??= this.open({});
    const session = await this.opened;
    if (this.isBehind) this.pushed = this.push(session);
    await this.pushed;
    return session;
  }

  private async push(session: number): Promise<void> {
    this.isBehind = false;
    const { engine } = this.options;
    const values = await Promise.all(this.variables.map((variable) => engine.readCopy(variable)));
    const file = this.stateFile;
    const parts = values.map((one) => new Uint8Array(one.buffer, one.byteOffset, one.byteLength));
    writeFileSync(file, Buffer.concat(parts), { mode: 0o600 });
    await engine.worker.ask({ do: 'write', session, file });
  }

  private async open(more: Readonly<Record<string, unknown>>): Promise<number> {
    const { engine, network, handle } = this.options;
    const { device = 'auto', precision = 'float32', compile = false } = engine.settings;
    const { input } = network.model;
    const plan = {
      ...{ device, precision, compile, forward: this.forwardExchange.layout },
      ...(handle === undefined ? { input, layers: planLayers(network.model) } : { model: handle }),
      ...more,
    };
    return (await engine.worker.ask({ do: 'open', plan })) as number;
  }

  private async ask(command: Readonly<Record<string, unknown>>): Promise<unknown> {
    return this.options.engine.worker.ask({ ...command, session: await this.present() });
  }

  private async answer({ images }: Feeds): Promise<StepOutputs> {
    const { data } = this.options;
    if (!(images instanceof Float32Array)) throw new Error('images are numbers');
    const count = images.length / data.features;
    const session = await this.present();
    this.forwardExchange.put(0, { images, count });
    await this.options.engine.worker.ask({ do: 'forward', session });
    return { logits: this.forwardExchange.results(0, count * data.classes) };
  }

  private stepOf(exchange: Exchange, { outputs }: TrainedObjective): CompiledStep {
    const { classes } = this.options.data;
    const fed = (feeds: Feeds): Feeds => (this.hasMixedLabels ? feeds : withClasses(feeds, classes));
    const maxSteps = Math.floor(exchange.slots / 2);
    let next = 0;
    const runAll = async (steps: readonly Feeds[]): Promise<readonly StepOutputs[]> => {
      const session = await this.present();
      const slots = steps.map((_, index) => (next + index) % exchange.slots);
      next = (next + steps.length) % exchange.slots;
      for (const [index, feeds] of steps.entries()) exchange.put(slots[index] ?? 0, fed(feeds));
      this.isAhead = true;
      await this.options.engine.worker.ask({ do: 'steps', session, slots });
      return steps.map(({ count }, index) => {
        const rows = typeof count === 'number' ? count : 0;
        const sizes = outputs.map(({ hasRows }) => (hasRows ? rows : 1));
        const values = exchange.results(
          slots[index] ?? 0,
          sizes.reduce((sum, size) => sum + size, 0),
        );
        let offset = 0;
        return Object.fromEntries(
          outputs.map(({ output }, place) => {
            const start = offset;
            offset += sizes[place] ?? 0;
            return [output, values.subarray(start, offset)];
          }),
        );
      });
    };
    return {
      ahead: { maxSteps },
      runAll,
      run: async (feeds) => (await runAll([feeds]))[0] ?? {},
      dispose: () => undefined,
    };
  }

  private stepExchange({ tensors }: StepInputs, batchSize: number, { outputs }: TrainedObjective): Exchange {
    const { scalarNames } = this.options.network.optimizer;
    const numbers = ['count', 'learningRate', 'step', 'steps', 'epoch', 'epochs', ...scalarNames];
    const results = outputs.reduce((sum, { hasRows }) => sum + (hasRows ? batchSize : 1), 0);
    const affordable = Math.floor(maxWaitingBytes / bytesOf(tensors));
    const slots = Math.max(2, Math.min(2 * maxWaitingSteps, affordable));
    return this.exchange('steps', { tensors, numbers, results }, slots);
  }

  private exchange(name: string, contents: ConstructorParameters<typeof Exchange>[1], slots = 1): Exchange {
    const exchange = new Exchange(this.options.engine.newFile(name), contents, slots);
    this.exchanges.push(exchange);
    return exchange;
  }
}

/** Feeds whose labels are classes in place of shares. */
function withClasses({ labels, ...feeds }: Feeds, classes: number): Feeds {
  if (!(labels instanceof Float32Array)) throw new Error('labels are shares of classes');
  const chosen = new Int32Array(labels.length / classes).fill(noLabel);
  // A plain loop: it is run for each step, and parts of arrays are objects.
  for (let place = 0; place < labels.length; place += 1) {
    if ((labels[place] ?? 0) > 0) chosen[Math.floor(place / classes)] = place % classes;
  }
  return { ...feeds, labels: chosen };
}
