import { guardsOf } from '../../distillation';
import type { CompiledStep, Feeds, StepOutputs } from '../../engine';
import { countGuarded } from '../step/observe';
import { prepareStep, type Moment, type PreparedStep, type StepSettings } from '../step/prepare-step';
import { resultOf } from '../step/step-result';
import { teacherFeeds, type TeacherSource } from '../step/teacher-source';
import type { LoopEvents } from './events';
import { assertFiniteTerms, type TrainedNetwork } from './non-finite';
import type { BatchSource } from './shared-batches';

export interface LaunchOptions extends StepSettings {
  readonly step: CompiledStep;
  readonly network: TrainedNetwork;
  /** A source of logits for each teacher of the objective. */
  readonly teachers: readonly TeacherSource[];
  readonly events: LoopEvents;
}

/** Steps that were given to the engine and are not reported yet. */
export interface Launch {
  readonly prepared: readonly PreparedStep[];
  readonly outputs: Promise<readonly StepOutputs[]>;
  readonly startedAt: number;
}

/** Launches of a training: several steps each. */
export class Launches {
  private reportedAt = 0;

  constructor(
    private readonly options: LaunchOptions,
    private readonly batches: BatchSource,
  ) {}

  /** Makes the inputs of steps and gives them to the engine. */
  async begin(moments: readonly Moment[]): Promise<Launch> {
    const { options, batches } = this;
    const { train, data } = options;
    const startedAt = performance.now();
    const prepared: PreparedStep[] = [];
    batches.begin(moments.length);
    for (const moment of moments) prepared.push(prepareStep(options, await batches.take(moment.step), moment));
    batches.prepare((moments.at(-1)?.step ?? 0) + 1, moments.length);
    const feeds: Feeds[] = [];
    for (const { feeds: own, batch, moment } of prepared) {
      const sizes = { batchSize: train.batchSize, classes: data.classes, epoch: Math.floor(moment.epoch) };
      feeds.push({ ...own, ...(await teacherFeeds(options.teachers, batch, sizes, batches.gather)) });
    }
    const outputs = options.step.runAll(feeds);
    // A failure counts where the outputs are awaited.
    outputs.catch(() => undefined);
    return { prepared, outputs, startedAt };
  }

  /** Reports the steps of a launch once they are done; gives the milliseconds that they took. */
  async report({ prepared, outputs, startedAt }: Launch): Promise<number> {
    const { options } = this;
    const done = await outputs;
    const now = performance.now();
    const milliseconds = now - Math.max(startedAt, this.reportedAt);
    this.reportedAt = now;
    try {
      this.reportSteps(prepared, done, milliseconds);
    } finally {
      options.events.onLaunchEnd();
    }
    this.batches.release();
    return milliseconds;
  }

  private reportSteps(prepared: readonly PreparedStep[], outputs: readonly StepOutputs[], milliseconds: number): void {
    const { options } = this;
    const images = prepared.reduce((sum, { batch }) => sum + batch.count, 0);
    const guards = guardsOf(options.objective);
    for (const [index, step] of prepared.entries()) {
      const given = outputs[index] ?? {};
      const result = resultOf(options.objective, step, given, (images * 1000) / milliseconds);
      assertFiniteTerms(result, { ...options, batch: step.batch, outputs: given });
      const guarded = countGuarded(guards, step.scalars, given, step.batch);
      options.events.onStep(result, { count: step.batch.count, guarded });
    }
  }
}
