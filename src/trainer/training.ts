import type { Variable } from '@tensorflow/tfjs-core';
import path from 'node:path';
import type { ResolvedConfig } from '../config';
import { Generator, type Split, type TransferSet } from '../data';
import type { ObjectiveSettings } from '../distillation';
import { exportOnnx, type CompiledStep } from '../engine';
import { buildOptimizer, encodeLayersModel, type LayersModelFiles, type Model, type Optimizer } from '../models';
import type { Comparison, Evaluation, EvaluationEvent, Phase, SplitName, StudentAnswers } from '../runs';
import { Checkpoints, type CheckpointName } from './checkpoints';
import type { Context } from './context';
import { biasShift, evaluate, evaluationBatch, logitsOf, tailAccuracies } from './evaluation';
import { StopRequested, TrainingFailure } from './failure';
import { fit, stepsPerEpoch, type Answer, type FitOptions } from './fit';
import { buildLearnedTemperatures, type LearnedTemperature } from './learned-temperature';
import { buildFrom, type Network } from './network';
import { forwardProgram, readAll, trainProgram, writeAll } from './program';

/** How far a training has come; stored with its checkpoints. */
export interface Progress {
  readonly step: number;
  readonly bestEpoch: number;
  readonly bestAccuracy: number;
  /** Decides between epochs of equal accuracy. */
  readonly bestCrossEntropy: number;
  /** Epochs whose end has been evaluated; one fewer than were trained where the run was ended in between. */
  readonly evaluatedEpochs: number;
  /** Spent in training, over all attempts. */
  readonly seconds: number;
}

interface Header extends Progress {
  readonly identity: string;
}

export interface TrainingOptions {
  readonly phase: Phase;
  /** Which of several teachers is trained. */
  readonly teacher?: string | undefined;
  readonly network: Network;
  readonly train: FitOptions['train'] & Pick<ResolvedConfig['train'], 'keep'>;
  readonly seed: number;
  /** The training examples that are learnt from. */
  readonly examples: TransferSet;
  readonly objective: ObjectiveSettings;
  /** Of each teacher of the objective. */
  readonly answers: readonly Answer[];
  /** What the checkpoints belong to: a checkpoint of another identity is never taken. */
  readonly identity: string;
  /** Where the checkpoints are kept. */
  readonly folder: string;
  /** What an evaluation says beside accuracy; `logits` are [count, classes]. */
  readonly compare?: (logits: Float32Array, split: SplitName) => Partial<Comparison>;
  /** Given the answers on the validation split after each epoch, once it is known whether it is the best so far. */
  readonly onValidated?: (answers: StudentAnswers) => void;
  readonly onCheckpoint?: (name: 'last' | 'best', progress: Progress) => void;
}

/** What the weights answer on a split, [count, classes], and what they reach with it. */
export interface Measured {
  readonly logits: Float32Array;
  readonly result: Evaluation & Partial<Comparison>;
}

/** Different streams of the seed give teacher and student different first weights. */
const initialStream = { teacher: 1, student: 2 } as const;

const beginning: Progress = {
  step: 0,
  bestEpoch: 0,
  bestAccuracy: -1,
  bestCrossEntropy: Number.MAX_VALUE,
  evaluatedEpochs: 0,
  seconds: 0,
};

/** Trains one network from its newest checkpoint, keeping the weights of the epoch that the config wants. */
export class Training {
  private readonly model: Model;
  private readonly optimizer: Optimizer;
  private readonly learned: readonly LearnedTemperature[];
  private readonly checkpoints: Checkpoints<Header>;
  private forward: CompiledStep | undefined;
  private startedAt = performance.now();
  private savedAt = performance.now();
  private reached = beginning;

  constructor(
    private readonly context: Context,
    private readonly options: TrainingOptions,
  ) {
    const { data, engine, events } = context;
    const { phase, identity } = options;
    const prefix = options.teacher === undefined ? phase : `${phase}/${options.teacher}`;
    const generator = new Generator(options.seed, initialStream[phase]);
    this.model = buildFrom(options.network, {
      input: data.shape,
      classes: data.classes,
      engine,
      prefix,
      nextNormal: () => generator.nextNormal(),
      nextUniform: () => generator.nextUniform(),
    });
    this.optimizer = buildOptimizer(options.train.optimizer, this.model.trained, engine, `${prefix}/optimizer`);
    this.learned = buildLearnedTemperatures(options.objective, options.train.optimizer, engine);
    this.checkpoints = new Checkpoints(
      options.folder,
      (content, name) => content.header.identity === identity && this.hasRoomFor(content.arrays, name),
      (message) => events.write({ type: 'notice', message }),
    );
  }

  get progress(): Progress {
    return this.reached;
  }

  /**
   * Trains to the last epoch and leaves the kept epoch's weights in place. Throws StopRequested, after writing a
   * checkpoint, when the run is asked to stop.
   */
  async run(): Promise<void> {
    const { engine } = this.context;
    const { objective } = this.options;
    const { model, optimizer, learned } = this;
    const parts = { model, optimizer, objective, learned, classCounts: this.context.data.classCounts };
    const sizes = this.sizesOf(this.options.train.batchSize);
    const step = await engine.compile(trainProgram(`${this.title}’s step`, parts, sizes));
    const { network } = this.options;
    if (network.kind === 'layers') await this.takeWeights(network.weights);
    await this.restore();
    this.startedAt = performance.now() - this.reached.seconds * 1000;
    this.savedAt = performance.now();
    try {
      await this.endPendingEpoch();
      await fit(this.fitOptions(step));
    } catch (error) {
      if (error instanceof StopRequested) await this.save('last');
      throw error;
    } finally {
      step.dispose();
    }
    await this.restoreBest();
  }

  /** The logits of every example of a split, [count, classes], by the weights as they are. */
  async logitsOf(split: Split): Promise<Float32Array> {
    this.forward ??= await this.compileForward(evaluationBatch);
    return logitsOf(this.forward, this.context.data, split, this.context.pause);
  }

  /** A step that gives the logits of `batchSize` images. */
  compileForward(batchSize: number): Promise<CompiledStep> {
    const program = forwardProgram(`${this.title}’s evaluation`, this.model, this.sizesOf(batchSize));
    return this.context.engine.compile(program);
  }

  /** The network as a tfjs Layers model. */
  export(): Promise<LayersModelFiles> {
    return encodeLayersModel(this.model, (variable) => this.context.engine.read(variable));
  }

  /** The network as an ONNX model of one image: `images` [1, …shape] → `logits` [1, classes]. */
  exportOnnx(): Promise<Uint8Array> {
    return exportOnnx(this.context.engine, forwardProgram('student', this.model, this.sizesOf(1)));
  }

  /** All variables of the network, moving averages included. */
  weights(): Promise<Float32Array[]> {
    return readAll(this.context.engine, this.model.variables);
  }

  /** Takes weights as `weights` gives them. Throws when they are of another network. */
  takeWeights(weights: readonly Float32Array[]): Promise<void> {
    return writeAll(this.context.engine, this.model.variables, weights);
  }

  /** What the weights answer and reach on a split. */
  async measure(name: SplitName): Promise<Measured> {
    const { data } = this.context;
    const logits = await this.logitsOf(data[name]);
    const result = evaluate(logits, data[name], data.classes);
    const tail = tailAccuracies(result, data.classCounts);
    return { logits, result: { ...result, ...tail, ...this.options.compare?.(logits, name) } };
  }

  /** Writes what the weights reach on a split into the log and gives it. */
  async evaluate(name: SplitName, epoch: number, uncorrected?: EvaluationEvent['uncorrected']): Promise<Measured> {
    const measured = await this.measure(name);
    const { step } = this.reached;
    const more = { ...measured.result, ...(uncorrected === undefined ? {} : { uncorrected }) };
    this.context.events.write({ type: 'evaluation', ...this.origin, split: name, step, epoch, ...more });
    return measured;
  }

  /** Moves the output biases of some classes to fit their share of the validation split; gives by how much. */
  async correctBias(classes: readonly number[]): Promise<number> {
    const { data, engine } = this.context;
    if (!data.validation.labels.some((label) => classes.includes(label))) {
      throw new TrainingFailure(
        `no validation example is of class ${classes.join(' or ')}, so its bias cannot be chosen`,
        'raise data.validation, or remove evaluation.biasCorrection',
      );
    }
    const shift = biasShift(await this.logitsOf(data.validation), data.validation, data.classes, classes);
    const bias = this.model.outputBias;
    if (bias === undefined) {
      throw new TrainingFailure(
        'the student’s last layer adds no bias to its logits, so there is none to correct',
        'remove evaluation.biasCorrection, or end the network in a dense layer with a bias',
      );
    }
    const values = await engine.read(bias);
    await engine.write(
      bias,
      values.map((value, label) => (classes.includes(label) ? value + shift : value)),
    );
    return shift;
  }

  /** What is trained, in a few words. */
  private get title(): string {
    const { phase, teacher } = this.options;
    return teacher === undefined ? `the ${phase}` : `the ${phase} '${teacher}'`;
  }

  /** Whose event it is. */
  private get origin(): { readonly phase: Phase; readonly teacher?: string } {
    const { phase, teacher } = this.options;
    return teacher === undefined ? { phase } : { phase, teacher };
  }

  private sizesOf(batchSize: number): { batchSize: number; shape: readonly number[]; classes: number } {
    return { batchSize, shape: this.context.data.shape, classes: this.context.data.classes };
  }

  private fitOptions(step: CompiledStep): FitOptions {
    const { data, events } = this.context;
    const { train, seed, examples, objective, answers } = this.options;
    return {
      step,
      optimizer: this.optimizer,
      dropoutSites: this.model.dropoutSites,
      data,
      examples,
      train,
      seed,
      objective,
      answers,
      firstStep: this.reached.step,
      pause: this.context.pause,
      onStep: async (result, isEpochEnd) => {
        this.reached = { ...this.reached, step: result.step };
        events.write({ type: 'step', ...this.origin, ...result });
        if (!isEpochEnd && this.isCheckpointDue()) await this.save('last');
      },
      onEpoch: (epoch) => this.endEpoch(epoch),
    };
  }

  private isCheckpointDue(): boolean {
    const { everySteps, everySeconds } = this.context.manifest.config.train.checkpoint;
    const isStep = everySteps !== undefined && this.reached.step % everySteps === 0;
    return isStep || performance.now() - this.savedAt >= everySeconds * 1000;
  }

  private async endEpoch(epoch: number): Promise<void> {
    const { logits, result } = await this.evaluate('validation', epoch);
    const { accuracy, crossEntropy } = result;
    this.reached = { ...this.reached, evaluatedEpochs: epoch };
    const isBest = this.isBest(accuracy, crossEntropy);
    if (isBest) {
      const best = { bestEpoch: epoch, bestAccuracy: accuracy, bestCrossEntropy: crossEntropy };
      this.reached = { ...this.reached, ...best };
      await this.save('best');
    }
    await this.save('last');
    const checkpoints = isBest ? (['best', 'last'] as const) : (['last'] as const);
    this.options.onValidated?.({ checkpoints, split: 'validation', step: this.reached.step, epoch, logits });
  }

  /** An attempt that ended between the last step of an epoch and its evaluation owes that. */
  private async endPendingEpoch(): Promise<void> {
    const { step, evaluatedEpochs } = this.reached;
    const epoch = step / this.stepsPerEpoch;
    if (Number.isInteger(epoch) && epoch > evaluatedEpochs) await this.endEpoch(epoch);
  }

  private get stepsPerEpoch(): number {
    return stepsPerEpoch(this.options.examples.indices.length, this.options.train.batchSize);
  }

  /** Whether an epoch’s weights would be the result if it were the last one. */
  private isBest(accuracy: number, crossEntropy: number): boolean {
    if (this.options.train.keep === 'last') return true;
    const { bestAccuracy, bestCrossEntropy } = this.reached;
    return accuracy > bestAccuracy || (accuracy === bestAccuracy && crossEntropy < bestCrossEntropy);
  }

  /** All that a training goes on from. */
  private stateVariables(): Variable[] {
    const learned = this.learned.flatMap(({ variable, optimizer }) => [variable, ...optimizer.variables]);
    return [...this.model.variables, ...this.optimizer.variables, ...learned];
  }

  /** Whether stored arrays have the lengths of what they are to be written into. */
  private hasRoomFor(arrays: readonly Float32Array[], name: CheckpointName): boolean {
    const variables = name === 'best' ? this.model.variables : this.stateVariables();
    return arrays.length === variables.length && variables.every(({ size }, place) => arrays[place]?.length === size);
  }

  private async save(name: 'last' | 'best'): Promise<void> {
    const { engine } = this.context;
    this.savedAt = performance.now();
    this.reached = { ...this.reached, seconds: (performance.now() - this.startedAt) / 1000 };
    const variables = name === 'best' ? this.model.variables : this.stateVariables();
    const arrays = await readAll(engine, variables);
    this.checkpoints.save(name, { header: { identity: this.options.identity, ...this.reached }, arrays });
    this.options.onCheckpoint?.(name, this.reached);
  }

  private async restore(): Promise<void> {
    const { engine, events } = this.context;
    const checkpoint = this.checkpoints.newest();
    if (checkpoint === undefined) return;
    await writeAll(engine, this.stateVariables(), checkpoint.arrays);
    const { step, seconds, evaluatedEpochs } = checkpoint.header;
    // Without the best epoch's weights the next epoch is the best one so far.
    this.reached = this.checkpoints.read('best') ? checkpoint.header : { ...beginning, step, seconds, evaluatedEpochs };
    const epoch = (step / this.stepsPerEpoch).toFixed(2);
    const message = `${this.title} goes on from the checkpoint of step ${step} (epoch ${epoch})`;
    events.write({ type: 'notice', message });
  }

  private async restoreBest(): Promise<void> {
    const best = this.checkpoints.read('best');
    if (best === undefined) {
      throw new TrainingFailure(
        'the checkpoint of the best epoch is missing or damaged, so there are no weights to report',
        'run again; do not change files below `checkpoints` while a run goes on',
        { where: path.relative(this.context.runFolder, this.checkpoints.file('best')) },
      );
    }
    await this.takeWeights(best.arrays);
  }
}
