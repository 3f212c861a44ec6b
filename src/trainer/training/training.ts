import { changesExamples } from '../../data';
import type { CompiledStep } from '../../engine';
import { CheckpointHandler, type CheckpointOptions } from '../checkpoints/checkpoint-handler';
import { CheckpointLog } from '../checkpoints/checkpoint-log';
import { assertRunFolder, type Context } from '../context/context';
import { EpochEvaluation, evaluationBatch, Evaluator, ValidationAnswers } from '../evaluation';
import { dataKey } from '../context/load-data';
import { shared, type Member } from '../context/member';
import { BatchQueue } from '../loop/batch-queue';
import { LoopEvents, type LoopHandler } from '../loop/events';
import { EarlyStopHandler } from '../loop/early-stop';
import { GuardLog } from '../loop/guard-log';
import { PlateauHandler } from '../loop/plateau';
import { fit, stepsPerEpoch } from '../loop/fit';
import { learningRateAt } from '../../models/training';
import { ProgressTracker, type Progress } from '../loop/progress';
import { SharedBatches, type BatchSource } from '../loop/shared-batches';
import { StepLog, type Origin } from '../loop/step-log';
import { rowsOfStep, rowsOfStepElsewhere, type RowsOfStep } from '../step/row-table';
import type { StepSettings } from '../step/prepare-step';
import { trainProgram } from '../step/step-program';
import { asTables, logitTables, teachersInGraph, type TeacherSource } from '../step/teacher-source';
import { TrainableNetwork } from '../step/trainable-network';
import { TorchEngine, TorchSession } from '../torch';
import type { EarlyStopped } from '../../wording';
import type { TrainingOptions } from './training-options';

/** Training of one network from its newest checkpoint, with the weights of the epoch that the config keeps as its result. */
export class Training {
  readonly network: TrainableNetwork;
  readonly evaluator: Evaluator;
  /** The network in the process of PyTorch, where that trains. */
  readonly session: TorchSession | undefined;
  private readonly tracker: ProgressTracker;
  private readonly evaluation: EpochEvaluation;
  private readonly checkpoints: CheckpointHandler;
  private readonly earlyStop: EarlyStopHandler | undefined;
  private readonly loopEvents = new LoopEvents();
  /** The way of the training's rows into its step. */
  private readonly rows: RowsOfStep;

  constructor(
    private readonly context: Context,
    private readonly options: TrainingOptions,
  ) {
    const { data, engine, events } = context;
    const { phase, teacher, network, seed, objective, train, compare } = options;
    const prefix = teacher === undefined ? phase : `${phase}/${teacher}`;
    const { optimizer } = train;
    this.network = new TrainableNetwork({
      ...{ engine, data, network, phase, prefix, seed, optimizer, objective },
      hasLossScale: engine instanceof TorchEngine && engine.settings.precision === 'float16',
    });
    this.tracker = new ProgressTracker(train.keep);
    const { model } = this.network;
    this.session =
      engine instanceof TorchEngine
        ? new TorchSession({
            ...{ engine, network: this.network, data, evaluationBatch, seed, name: context.manifest.name },
            handle: network.kind === 'python' ? network.handle : undefined,
          })
        : undefined;
    const { forward } = this.session ?? {};
    this.evaluator = new Evaluator(context, { model, origin: this.origin, title: this.title, compare, forward });
    this.evaluation = new EpochEvaluation(this.evaluator, this.tracker);
    this.checkpoints = new CheckpointHandler(
      this.network,
      this.tracker,
      this.checkpointOptions(),
      this.loopEvents,
      events,
    );
    const log = { events, title: this.title, epochs: train.epochs };
    this.earlyStop = train.earlyStop && new EarlyStopHandler(train.earlyStop, this.tracker, this.evaluation, log);
    this.loopEvents.subscribe(this.handlers());
    this.rows = this.wayOfRows();
  }

  get progress(): Progress {
    return this.tracker.current;
  }

  /** The early stop that ended the training before its last epoch; undefined where none has. */
  get stoppedEarly(): EarlyStopped | undefined {
    const { evaluatedEpochs: epoch } = this.progress;
    const { earlyStop, epochs } = this.options.train;
    const isEarly = earlyStop !== undefined && this.earlyStop?.hasEnded === true && epoch < epochs;
    return isEarly ? { epoch, patience: earlyStop.patience } : undefined;
  }

  /**
   * Trains to the last epoch and leaves the kept epoch's weights in place. Throws StopRequested, after writing a
   * checkpoint, when a stop of the run was requested.
   */
  async run(): Promise<void> {
    const step = await this.compileStep();
    const { network } = this.options;
    if (network.kind === 'layers') await this.takeWeights(network.weights);
    else await this.network.drawFirstWeights(this.context.pause);
    await this.checkpoints.restore();
    this.tracker.startClock();
    try {
      await this.fit(step);
    } finally {
      step.dispose();
    }
  }

  /** Values of all variables of the network, moving averages included. */
  weights(): Promise<Float32Array[]> {
    return this.network.read(this.network.weights);
  }

  /** Sets all variables of the network. Throws when the values are another network's. */
  takeWeights(weights: readonly Float32Array[]): Promise<void> {
    return this.network.write(this.network.weights, weights);
  }

  /**
   * The handlers of the loop, which each of its events reaches from top to bottom:
   *
   * | handler           | step | state synced | epoch end            | checkpoint | stop  | end              |
   * | ----------------- | ---- | ------------ | -------------------- | ---------- | ----- | ---------------- |
   * | StepLog           | logs |              |                      |            |       |                  |
   * | GuardLog          | counts |            | logs, tells          |            |       |                  |
   * | EpochEvaluation   |      |              | evaluates, logs      |            |       |                  |
   * | PlateauHandler    |      |              | lowers the rate      |            |       |                  |
   * | EarlyStopHandler  |      |              | ends the loop        |            |       |                  |
   * | CheckpointHandler |      | saves if due | saves                |            | saves | restores weights |
   * | ValidationAnswers |      |              | keeps logits         |            |       |                  |
   * | CheckpointLog     |      |              |                      | logs       |       |                  |
   *
   * StepLog writes the steps of a launch at the launch's end. The last two are a student's. A plateau and an early stop are those of the config, and come before the checkpoint, which
   * holds their waits.
   */
  private handlers(): LoopHandler[] {
    const { evaluation, checkpoints, tracker } = this;
    const { phase, answers } = this.options;
    const { events } = this.context;
    return [
      new StepLog(this.origin, tracker, events),
      new GuardLog(this.origin, tracker, this.stepsPerEpoch, events),
      evaluation,
      ...this.plateau(),
      ...(this.earlyStop === undefined ? [] : [this.earlyStop]),
      checkpoints,
      ...(answers === undefined ? [] : [new ValidationAnswers(evaluation, tracker, answers)]),
      ...(phase === 'student' ? [new CheckpointLog(tracker, this.stepsPerEpoch, events)] : []),
    ];
  }

  private plateau(): LoopHandler[] {
    const { schedule, optimizer, epochs } = this.options.train;
    if (schedule.kind !== 'plateau') return [];
    const rateAfter = (reductions: number): number =>
      learningRateAt(schedule, optimizer.learningRate, 0, { step: 0, steps: 1, epoch: 0, epochs, reductions });
    const log = { events: this.context.events, title: this.title, rateAfter };
    return [new PlateauHandler(schedule, this.tracker, this.evaluation, log)];
  }

  private checkpointOptions(): CheckpointOptions {
    const { runFolder, manifest, engine } = this.context;
    const { folder, identity, makeParent } = this.options;
    return {
      folder,
      identity,
      runFolder,
      ...manifest.config.train.checkpoint,
      stepsPerEpoch: this.stepsPerEpoch,
      epochs: this.options.train.epochs,
      title: this.title,
      engine: { name: engine.name, version: engine.version },
      beforeSave: () => {
        assertRunFolder(runFolder);
        makeParent?.();
      },
    };
  }

  private compileStep(): Promise<CompiledStep> {
    const { engine, data } = this.context;
    const { objective, train } = this.options;
    if (this.session !== undefined) {
      const { batchSize, optimizer } = train;
      return this.session.compile({ batchSize, optimizer, objective, teachers: this.sources, rows: this.rows.rows });
    }
    const { model, optimizer, learned } = this.network;
    const teachers = teachersInGraph(this.options.teachers);
    const logits = logitTables(this.sources, data.classes);
    const parts = {
      model,
      optimizer,
      objective,
      learned,
      classCounts: data.classCounts,
      teachers,
      logits,
      ...this.rows,
    };
    const sizes = { batchSize: train.batchSize, shape: data.shape, classes: data.classes };
    const program = trainProgram(`${this.title}’s step`, parts, sizes);
    return this.member?.compile(program) ?? engine.compile(program);
  }

  private wayOfRows(): RowsOfStep {
    const { engine, data } = this.context;
    const { train, teachers } = this.options;
    if (changesExamples(data) || train.augment !== undefined) return {};
    return engine instanceof TorchEngine
      ? rowsOfStepElsewhere((table) => engine.tables.canHold(table), data, teachers)
      : rowsOfStep(engine, data, teachers);
  }

  /** The sources of teachers' logits: kept ones are gathered by a step that gathers rows, but by no step of several students. */
  private get sources(): readonly TeacherSource[] {
    const { teachers } = this.options;
    return this.rows.rows !== undefined && this.member === undefined ? asTables(teachers) : teachers;
  }

  private get batchSettings(): Pick<StepSettings, 'gathersRows' | 'dividesBytes'> {
    const { rows, dividesBytes = false } = this.rows;
    return { gathersRows: rows !== undefined, dividesBytes };
  }

  /** The run's place among others, for the training of its student. */
  private get member(): Member | undefined {
    return this.options.phase === 'student' ? this.context.member : undefined;
  }

  /** Batches that students of one seed have in common; undefined where pictures change by chance. */
  private async sharedBatches(firstStep: number): Promise<BatchSource | undefined> {
    const { data, manifest } = this.context;
    const { train, seed, examples, objective } = this.options;
    if (this.member === undefined || train.augment !== undefined || changesExamples(data)) return undefined;
    const { optimizer } = this.network;
    const { batchSettings } = this;
    const key = ['batches', dataKey(manifest), seed, train.batchSize, train.epochs, batchSettings];
    const settings = { data, examples, train, seed, objective, optimizer, dropoutSites: [], ...batchSettings };
    const make = (): Promise<SharedBatches> => Promise.resolve(new SharedBatches(new BatchQueue(settings)));
    return (await shared(this.member, key, make)).join(firstStep);
  }

  private async fit(step: CompiledStep): Promise<void> {
    const { data, pause, manifest } = this.context;
    const { train, seed, examples, objective } = this.options;
    const { optimizer, model } = this.network;
    const { step: firstStep, evaluatedEpochs } = this.progress;
    const batches = await this.sharedBatches(firstStep);
    return fit({
      ...{ step, optimizer, data, examples, train, seed, objective, pause, firstStep },
      teachers: this.sources,
      network: { title: this.title, phase: this.options.phase },
      dropoutSites: model.dropoutSites,
      ...this.batchSettings,
      endedEpochs: evaluatedEpochs,
      syncEvery: manifest.config.train.checkpoint.everySteps,
      events: this.loopEvents,
      hasEnded: () => this.earlyStop?.hasEnded === true,
      ...(batches && { batches }),
      reductions: () => this.progress.plateau?.reductions ?? 0,
    });
  }

  /** The network in a few words. */
  private get title(): string {
    const { phase, teacher } = this.options;
    return teacher === undefined ? `the ${phase}` : `the ${phase} '${teacher}'`;
  }

  private get origin(): Origin {
    const { phase, teacher } = this.options;
    return teacher === undefined ? { phase } : { phase, teacher };
  }

  private get stepsPerEpoch(): number {
    return stepsPerEpoch(this.options.examples.indices.length, this.options.train.batchSize);
  }
}
