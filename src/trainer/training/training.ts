import type { Variable } from '@tensorflow/tfjs-core';
import path from 'node:path';
import { Generator, type Split } from '../../data';
import { exportOnnx, type CompiledStep } from '../../engine';
import { buildOptimizer, encodeLayersModel, type LayersModelFiles, type Model, type Optimizer } from '../../models';
import type { EvaluationEvent, Phase, SplitName } from '../../runs';
import { Checkpoints, type CheckpointName } from '../checkpoints/checkpoints';
import { refuseLostFolder, type Context } from '../context/context';
import { biasShift, evaluate, evaluationBatch, logitsOf, tailAccuracies } from '../evaluation';
import { StopRequested, TrainingFailure } from '../context/failure';
import { fit, stepsPerEpoch, type FitOptions } from '../loop/fit';
import { buildLearnedTemperatures, type LearnedTemperature } from '../step/learned-temperature';
import { buildFrom } from '../networks/network';
import { forwardProgram, readAll, trainProgram, writeAll } from '../step/step-program';
import { teachersInGraph } from '../step/teacher-source';
import { beginning, type Header, type Measured, type Progress, type TrainingOptions } from './training-options';

/** Different streams of the seed give teacher and student different first weights. */
const initialStream = { teacher: 1, student: 2 } as const;

/** Trains one network from its newest checkpoint, keeping the weights of the epoch that the config wants. */
export class Training {
  readonly model: Model;
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
    const teachers = teachersInGraph(this.options.teachers);
    const parts = { model, optimizer, objective, learned, classCounts: this.context.data.classCounts, teachers };
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

  private compileForward(batchSize: number): Promise<CompiledStep> {
    const program = forwardProgram(`${this.title}’s evaluation`, this.model, this.sizesOf(batchSize));
    return this.context.engine.compile(program);
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
    const { train, seed, examples, objective, teachers } = this.options;
    return {
      step,
      optimizer: this.optimizer,
      dropoutSites: this.model.dropoutSites,
      data,
      examples,
      train,
      seed,
      objective,
      teachers,
      firstStep: this.reached.step,
      pause: this.context.pause,
      syncEvery: this.context.manifest.config.train.checkpoint.everySteps,
      onStep: (result) => {
        this.reached = { ...this.reached, step: result.step };
        events.write({ type: 'step', ...this.origin, ...result });
      },
      onStateSynced: async () => {
        if (this.isCheckpointDue()) await this.save('last');
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
    refuseLostFolder(this.context.runFolder);
    this.options.makeParent?.();
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
