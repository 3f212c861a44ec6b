import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Generator } from '../data';
import { temperatureAt } from '../distillation';
import { buildModel, buildOptimizer, encodeLayersModel, type Model, type Optimizer } from '../models';
import type { CompiledStep } from '../engine';
import { runFiles, writeFileDurably } from '../runs';
import { checkpointFile, type Context } from './context';
import { agreement, evaluate, evaluationBatch, logitsOf, type Evaluation } from './evaluate';
import { StopRequested } from './failure';
import { fit, stepsPerEpoch, type SoftTargets } from './fit';
import { forwardProgram, readAll, trainProgram, writeAll } from './program';
import type { Teacher } from './teacher';
import { readWeightsFile, writeWeightsFile } from './weights-file';

interface Checkpoint {
  readonly runId: string;
  readonly step: number;
  readonly bestEpoch: number;
  readonly bestAccuracy: number;
}

/** Trains the student of a run, from its last checkpoint if there is one, and tests the best epoch's weights. */
export class StudentTraining {
  private readonly model: Model;
  private readonly optimizer: Optimizer;
  private progress: Omit<Checkpoint, 'runId'> = { step: 0, bestEpoch: 0, bestAccuracy: -1 };

  constructor(
    private readonly context: Context,
    private readonly teacher: Teacher | undefined,
  ) {
    const { manifest, data, engine } = context;
    const generator = new Generator(manifest.config.seed, 2);
    this.model = buildModel(manifest.config.student.model, {
      inputs: data.features,
      classes: data.classes,
      engine,
      prefix: 'student',
      nextNormal: () => generator.nextNormal(),
    });
    const { name } = manifest.config.train.optimizer;
    this.optimizer = buildOptimizer(name, this.model.variables, engine, 'student/optimizer');
  }

  /** Throws StopRequested, after writing a checkpoint, when the run is asked to stop. */
  async run(): Promise<void> {
    const { manifest, data, engine } = this.context;
    const started = performance.now();
    const { train } = manifest.config;
    const sizes = { batchSize: train.batchSize, features: data.features, classes: data.classes };
    const soft = this.softTargets();
    const program = trainProgram('the student’s step', this.model, this.optimizer, sizes, soft !== undefined);
    const step = await engine.compile(program);
    const forwardSizes = { ...sizes, batchSize: evaluationBatch };
    const forward = await engine.compile(forwardProgram('the student’s evaluation', this.model, forwardSizes));
    await this.restore();
    await this.fitFrom(step, forward, soft);
    await this.finish(forward, (performance.now() - started) / 1000);
  }

  private softTargets(): SoftTargets | undefined {
    const { loss, temperature, train } = this.context.manifest.config;
    if (this.teacher === undefined || loss.soft === 0) return undefined;
    return {
      logits: this.teacher.train,
      softWeight: loss.soft,
      scaleByT2: loss.scaleByT2,
      temperatureAt: (step, steps, epoch) => temperatureAt(temperature, { step, steps, epoch, epochs: train.epochs }),
    };
  }

  private async fitFrom(step: CompiledStep, forward: CompiledStep, soft: SoftTargets | undefined): Promise<void> {
    const { manifest, data, events } = this.context;
    const { config } = manifest;
    try {
      await fit({
        step,
        optimizer: this.optimizer,
        data,
        train: config.train,
        seed: config.seed,
        hardWeight: config.loss.hard,
        soft,
        firstStep: this.progress.step,
        shouldStop: () => this.context.shouldStop(),
        onStep: (result) => {
          this.progress = { ...this.progress, step: result.step };
          events.write({ type: 'step', phase: 'student', ...result });
        },
        onEpoch: (epoch, at) => this.endEpoch(forward, epoch, at),
      });
    } catch (error) {
      if (error instanceof StopRequested) await this.save('last');
      throw error;
    }
  }

  private async endEpoch(forward: CompiledStep, epoch: number, step: number): Promise<void> {
    const { data, events } = this.context;
    const logits = await logitsOf(forward, data, data.validation);
    const result = evaluate(logits, data.validation, data.classes);
    const follows = this.followsTeacher(logits, 'validation');
    events.write({ type: 'evaluation', phase: 'student', split: 'validation', step, epoch, ...result, ...follows });
    const isBest = result.accuracy > this.progress.bestAccuracy;
    if (isBest) {
      this.progress = { step, bestEpoch: epoch, bestAccuracy: result.accuracy };
      await this.save('best');
    }
    await this.save('last');
  }

  private followsTeacher(logits: Float32Array, split: 'validation' | 'test'): { agreement?: number } {
    if (this.teacher === undefined) return {};
    return { agreement: agreement(logits, this.teacher[split], this.context.data.classes) };
  }

  private async save(name: 'last' | 'best'): Promise<void> {
    const { runFolder, manifest, engine, events } = this.context;
    const file = checkpointFile(runFolder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const arrays = await readAll(engine, [...this.model.variables, ...this.optimizer.variables]);
    writeWeightsFile<Checkpoint>(file, { header: { runId: manifest.id, ...this.progress }, arrays });
    readWeightsFile(file); // read back before it is announced
    const { step, bestEpoch } = this.progress;
    const perEpoch = stepsPerEpoch(this.context.data.train.count, manifest.config.train.batchSize);
    const epoch = name === 'best' ? bestEpoch : step / perEpoch;
    events.write({ type: 'checkpoint', step, epoch, file: path.relative(runFolder, file), best: name === 'best' });
  }

  private async restore(): Promise<void> {
    const { runFolder, manifest, engine, events } = this.context;
    const checkpoint = readWeightsFile<Checkpoint>(checkpointFile(runFolder, 'last'));
    if (checkpoint === undefined) return;
    if (checkpoint.header.runId !== manifest.id) {
      events.write({ type: 'notice', message: `the checkpoint belongs to ${checkpoint.header.runId} and is ignored` });
      return;
    }
    await writeAll(engine, [...this.model.variables, ...this.optimizer.variables], checkpoint.arrays);
    const { step, bestEpoch, bestAccuracy } = checkpoint.header;
    this.progress = { step, bestEpoch, bestAccuracy };
    events.write({ type: 'notice', message: `goes on from the checkpoint of step ${step}` });
  }

  private async finish(forward: CompiledStep, seconds: number): Promise<void> {
    const { runFolder, engine, data, events } = this.context;
    const best = readWeightsFile<Checkpoint>(checkpointFile(runFolder, 'best'));
    if (best === undefined) throw new Error('the best checkpoint is missing');
    await writeAll(engine, [...this.model.variables, ...this.optimizer.variables], best.arrays);
    const logits = await logitsOf(forward, data, data.test);
    const result = evaluate(logits, data.test, data.classes);
    const { step, bestEpoch } = this.progress;
    const follows = this.followsTeacher(logits, 'test');
    events.write({
      type: 'evaluation',
      phase: 'student',
      split: 'test',
      step,
      epoch: bestEpoch,
      ...result,
      ...follows,
    });
    await this.writeStudent(result);
    const { accuracy, errors } = result;
    const teacherErrors = this.teacherErrors();
    events.write({ type: 'finished', step, bestEpoch, accuracy, errors, seconds, ...teacherErrors });
  }

  private teacherErrors(): { teacherErrors?: number } {
    if (this.teacher === undefined) return {};
    const { data } = this.context;
    return { teacherErrors: evaluate(this.teacher.test, data.test, data.classes).errors };
  }

  private async writeStudent(result: Evaluation): Promise<void> {
    const { runFolder, manifest, engine, data } = this.context;
    const folder = path.join(runFolder, runFiles.student);
    mkdirSync(folder, { recursive: true });
    const weights = await readAll(engine, this.model.variables);
    const files = encodeLayersModel(manifest.config.student.model, data.features, data.classes, weights);
    writeFileDurably(path.join(folder, 'weights.bin'), files.weights);
    writeFileDurably(path.join(folder, 'model.json'), files.modelJson);
    writeFileDurably(path.join(folder, 'metrics.json'), `${JSON.stringify({ test: result }, null, 2)}\n`);
  }
}
