import type { z } from 'zod';
import type { Arithmetic, TimeArithmetic } from '../arithmetic/arithmetic';
import { named } from '../arithmetic/named';

/** A moment of the run. `step` counts from 0 to `steps`; `epoch` is fractional, so a schedule moves at every step. */
export interface TimePoint {
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
}

/** A moment in the numbers of an arithmetic, each [1, 1]. */
export type Moment<Value> = Readonly<Record<keyof TimePoint, Value>>;

/** Inputs of a temperature that differs from sample to sample. */
export interface SampleInputs<Value> {
  /** Logits, [rows, classes]. */
  readonly teacher: Value;
  /** Logits, [rows, classes]. */
  readonly student: Value;
  /** One-hot, [rows, classes]. */
  readonly labels: Value;
  /** 1/count for real rows, 0 for padding, [rows, 1]: a weighted sum is the mean over the real rows. */
  readonly weights: Value;
  readonly classes: number;
  /** Training examples of each class. */
  readonly classCounts: readonly number[];
  /** The moment of the run, each [1, 1]. */
  readonly time: Moment<Value>;
}

/** The temperatures of teacher and student, [rows, 1] or [1, 1]. */
export interface Temperatures<Value> {
  readonly teacher: Value;
  readonly student: Value;
}

/** T follows from the moment alone, is computed once a step and fed as a number. */
export interface DecidedByTime<Parameters> {
  readonly by: 'time';
  /** The temperature at a moment: a number above 0. */
  valueAt<Value>(of: TimeArithmetic<Value>, parameters: Parameters, time: Moment<Value>): Value;
  /** For strategies that also say when labels and teacher count: factors of the hard and the soft weight. */
  weightsAt?<Value>(
    of: TimeArithmetic<Value>,
    parameters: Parameters,
    time: Moment<Value>,
  ): { readonly hard: Value; readonly soft: Value };
  /** A factor of the teacher's logits. */
  teacherFactor?<Value>(of: TimeArithmetic<Value>, parameters: Parameters, temperature: Value): Value;
  /** The factor of the teacher's logits as a formula, for the objective's sentence. */
  describeFactor?(parameters: Parameters): string;
}

/** T follows from a sample's logits or class. */
export interface DecidedBySample<Parameters> {
  readonly by: 'sample';
  /** The axis of a preview: the confidence of teacher or student, or the class. */
  decidedBy(parameters: Parameters): 'teacher' | 'student' | 'class';
  /** Whether teacher and student have temperatures of their own. */
  readonly hasTwo?: true;
  /** Owner of the temperature whose square scales the soft loss; without it the factor is the product of both temperatures. */
  readonly weighedBy?: 'teacher';
  temperaturesOf<Value>(
    of: Arithmetic<Value>,
    parameters: Parameters,
    inputs: SampleInputs<Value>,
  ): Temperatures<Value>;
  /** A small number that keeps the temperature finite where it would divide by nothing. */
  readonly floor?: {
    /** In words, before `acted on 7 % of the samples`. */
    readonly name: string;
    /** 1 for samples whose temperature it changes by more than about a hundredth, else 0, [rows, 1]. */
    actsOn<Value>(of: Arithmetic<Value>, inputs: SampleInputs<Value>): Value;
  };
  /** A second soft term at one fixed temperature, and the weights of both. */
  plain?(parameters: Parameters): {
    readonly temperature: number;
    readonly weight: number;
    readonly sampleWeight: number;
  };
}

/** T follows from one number θ that is trained with the student. */
export interface DecidedByLearning<Parameters> {
  readonly by: 'learning';
  /** θ before the first step. */
  initial(parameters: Parameters): number;
  temperatureOf<Value>(of: Arithmetic<Value>, parameters: Parameters, theta: Value): Value;
  /** The factor of θ's gradient at a moment: 1 descends, a negative one ascends. */
  gradientFactor<Value>(of: TimeArithmetic<Value>, parameters: Parameters, time: Moment<Value>): Value;
  /** Whether the optimizer's weight decay pulls at θ. */
  hasWeightDecay(parameters: Parameters): boolean;
}

export type Decision<Parameters> =
  DecidedByTime<Parameters> | DecidedBySample<Parameters> | DecidedByLearning<Parameters>;

/** The facts of a run that are known before it starts. */
export interface RunShape {
  readonly epochs: number;
  readonly classes: number;
  /** Training examples of each class. */
  readonly classCounts: readonly number[];
}

/** The lowest and the highest temperature that a run may meet, before any bounds. */
export interface Reach {
  readonly lowest: number;
  readonly highest: number;
}

/** An object schema whose `strategy` names the strategy that it belongs to. */
export type StrategySchema = z.ZodObject<{ strategy: z.ZodLiteral<string> }>;

/**
 * One temperature strategy: how it is written in a config, what it means and its value.
 * A new strategy is one file with such an object and one line in `catalogue.ts`.
 */
export interface TemperatureStrategy<Schema extends StrategySchema = StrategySchema> {
  readonly name: z.output<Schema>['strategy'];
  readonly summary: string;
  /** One line on when it helps. */
  readonly helps: string;
  /** The input that decides the temperature; pickers group by it. */
  readonly dependsOn: 'time' | 'sample' | 'class' | 'learnt';
  readonly formula: string;
  readonly source: string;
  /** The strategy's parameters in a config, each with its description and default. */
  readonly schema: Schema;
  /** In a few words with the numbers, after `T ` in the objective's sentence: `from 8 to 2 (linear)`. */
  describe(parameters: z.output<Schema>): string;
  /** Whether its temperatures mean the same whatever the size of the logits, so that high ones can be warned of. */
  readonly isAbsolute: boolean;
  /** Whether its temperatures stay the same when one number is added to all logits of a sample, the teacher's or the student's. */
  isShiftInvariant(parameters: z.output<Schema>): boolean;
  reach(parameters: z.output<Schema>, run: RunShape): Reach;
  readonly decide: Decision<z.output<Schema>>;
}

/** The reach of what lies between two values. */
export function between(one: number, other: number): Reach {
  return { lowest: Math.min(one, other), highest: Math.max(one, other) };
}

/** A formula as an equation of T, unless it names its own quantities. */
export function asEquation(formula: string): string {
  return / = /.test(formula) ? formula : `T = ${formula}`;
}

/** The share of the run that lies behind `time`, from 0 to 1, reaching 1 at the last step. */
export function progressOf<Value>(of: TimeArithmetic<Value>, { step, steps }: Moment<Value>): Value {
  const one = of.constant(1);
  const lastStep = of.maximum(of.subtract(steps, one), one);
  return named(of, of.minimum(of.maximum(of.divide(step, lastStep), of.constant(0)), one), 'share of the run');
}

/** (1 + cos(angle))/2: 1 at 0, 0 at π. */
export function halfCosine<Value>(of: TimeArithmetic<Value>, angle: Value): Value {
  return of.divide(of.add(of.constant(1), of.cos(angle)), of.constant(2));
}

/** A number as a person would write it. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
