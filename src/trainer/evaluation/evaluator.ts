import type { Split } from '../../data';
import type { CompiledProgram } from '../../engine';
import type { Model } from '../../models';
import type { Evaluation, EvaluationEvent, SplitName, TeacherAgreement } from '../../runs';
import type { Context } from '../context/context';
import type { Origin } from '../loop/step-log';
import { forwardProgram } from '../step/step-program';
import { evaluate, tailAccuracies } from './evaluate';
import { evaluationBatch, logitsOf } from './logits';

/** A network's logits on a split, [count, classes], and the figures that follow from them. */
export interface Measured {
  readonly logits: Float32Array;
  readonly result: Evaluation & Partial<TeacherAgreement>;
}

export interface EvaluatorOptions {
  readonly model: Model;
  readonly origin: Origin;
  /** The network in a few words, for errors of the engine. */
  readonly title: string;
  /** Its logits where they are not computed by the engine's own programs. */
  readonly forward?: Pick<CompiledProgram, 'run'> | undefined;
  /** Figures beside accuracy from logits [count, classes]. */
  readonly compare?: ((logits: Float32Array, split: SplitName) => Partial<TeacherAgreement>) | undefined;
}

/** Evaluates a network on splits of the data, with the weights as they are. */
export class Evaluator {
  private forward: Pick<CompiledProgram, 'run'> | undefined;

  constructor(
    private readonly context: Context,
    private readonly options: EvaluatorOptions,
  ) {
    this.forward = options.forward;
  }

  /** Logits of every example of a split, [count, classes]. */
  async logitsOf(split: Split): Promise<Float32Array> {
    this.forward ??= await this.compile();
    return logitsOf(this.forward, this.context.data, split, this.context.pause);
  }

  /** Logits of images [count, …shape] that are in no split. */
  async answers(images: Float32Array): Promise<Float32Array> {
    this.forward ??= await this.compile();
    const { features, classes } = this.context.data;
    const count = images.length / features;
    const logits = new Float32Array(count * classes);
    for (let start = 0; start < count; start += evaluationBatch) {
      const part = new Float32Array(evaluationBatch * features);
      part.set(images.subarray(start * features, (start + evaluationBatch) * features));
      const result = (await this.forward.run({ images: part }))['logits'] ?? new Float32Array();
      logits.set(result.subarray(0, Math.min(evaluationBatch, count - start) * classes), start * classes);
    }
    return logits;
  }

  /** Evaluates on a split without a word in the log. */
  async measure(name: SplitName): Promise<Measured> {
    const { data } = this.context;
    const logits = await this.logitsOf(data[name]);
    const result = evaluate(logits, data[name], data.classes);
    const tail = tailAccuracies(result, data.classCounts);
    return { logits, result: { ...result, ...tail, ...this.options.compare?.(logits, name) } };
  }

  /** Evaluates on a split and writes the figures into the log. */
  async evaluate(
    name: SplitName,
    at: { readonly step: number; readonly epoch: number },
    uncorrected?: EvaluationEvent['uncorrected'],
  ): Promise<Measured> {
    const measured = await this.measure(name);
    const more = { ...measured.result, ...(uncorrected === undefined ? {} : { uncorrected }) };
    const { step, epoch } = at;
    this.context.events.write({ type: 'evaluation', ...this.options.origin, split: name, step, epoch, ...more });
    return measured;
  }

  private compile(): Promise<CompiledProgram> {
    const { data, engine } = this.context;
    const sizes = { batchSize: evaluationBatch, shape: data.shape, classes: data.classes };
    return engine.compile(forwardProgram(`${this.options.title}’s evaluation`, this.options.model, sizes));
  }
}
