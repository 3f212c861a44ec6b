import * as z from 'zod';
import type { Arithmetic } from '../arithmetic/arithmetic';
import { named } from '../arithmetic/named';

/** The inputs of a loss: logits [rows, classes], temperatures [rows, 1] or [1, 1]. The teacher has no gradient. */
export interface LossInputs<Value> {
  readonly teacher: Value;
  readonly student: Value;
  readonly teacherTemperature: Value;
  readonly studentTemperature: Value;
  /** One-hot, [rows, classes]. */
  readonly labels: Value;
  /** 1/count for real rows, 0 for padding, [rows, 1]. */
  readonly weights: Value;
  readonly classes: number;
}

/** The teacher's name in a sentence, and the temperature of both: ` at T=4`. */
export interface DescribedSides {
  readonly name: string;
  readonly teacher: string;
  readonly student: string;
}

/** An object schema whose `kind` names the loss that it belongs to. */
export type LossSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/**
 * One way to compare student and teacher: how it is written in a config, what it means and its value for each sample.
 * A new loss is one file with such an object and one line in `catalogue.ts`.
 */
export interface DistillationLoss<Schema extends LossSchema = LossSchema> {
  readonly name: z.output<Schema>['kind'];
  readonly summary: string;
  readonly formula: string;
  readonly source: string;
  /** Further sentences for the reference page. */
  readonly remark?: string;
  /** Temperatures that it divides by. */
  readonly softens: 'both' | 'teacher' | 'neither';
  readonly usesLabels: boolean;
  /** Whether it stays the same when one number is added to all logits of a sample, the teacher's or the student's, as softmax does. */
  readonly isShiftInvariant: boolean;
  /**
   * Whether it sees nothing but probabilities at the two temperatures, and stays the same when classes of which both networks give
   * equal shares are made one: then a teacher's small probabilities can be kept as their sum.
   */
  readonly mergesClasses?: true;
  /** Whether a sample's loss depends on the other samples of its batch. */
  readonly comparesSamples?: true;
  readonly schema: Schema;
  /** A small number that keeps the loss finite where it would divide by nothing. */
  readonly floor?: {
    /** In words, before `acted on 7 % of the samples`. */
    readonly name: string;
    /** 1 for samples whose loss it changes by more than about a hundredth, else 0, [rows, 1]. */
    actsOn<Value>(of: Arithmetic<Value>, inputs: LossInputs<Value>): Value;
  };
  /** In the objective's sentence: `KL(teacher at T=4 ‖ student at T=4)`. */
  describe(parameters: z.output<Schema>, sides: DescribedSides): string;
  /** The loss of each sample, without T², [rows, 1]: its mean over the real rows is the loss. */
  perSample<Value>(of: Arithmetic<Value>, parameters: z.output<Schema>, inputs: LossInputs<Value>): Value;
}

interface Defaults {
  readonly hard?: number;
  readonly soft?: number;
  readonly warmup?: number;
}

/** The keys that every loss has. */
export function weightFields({ hard = 0.1, soft = 0.9, warmup = 0 }: Defaults = {}): WeightFields {
  const weight = z.number().min(0).max(1000);
  return {
    hard: weight.default(hard).meta({ description: 'The weight of the cross-entropy with the true labels.' }),
    soft: weight.default(soft).meta({ description: 'The weight of the comparison with the teacher.' }),
    warmup: z
      .number()
      .min(0)
      .max(100000)
      .default(warmup)
      .meta({ description: 'Epochs at the start in which the soft weight rises linearly from 0.' }),
    clampLogits: z.number().positive().max(1e6).optional().meta({
      description:
        'Cuts all logits at ± this before the comparison; cut ones are counted. Not needed for stability, and it removes differences and gradients beyond.',
    }),
  };
}

/** The key of losses that are multiplied by T². */
export function scaleField(isOn: boolean): { scaleByT2: z.ZodDefault<z.ZodBoolean> } {
  const description = isOn
    ? 'Multiplies the soft term by T², without which its gradient shrinks by 1/T².'
    : 'Multiplies the soft term by T². Off, since this loss keeps its gradient’s size without it.';
  return { scaleByT2: z.boolean().default(isOn).meta({ description }) };
}

interface WeightFields {
  hard: z.ZodDefault<z.ZodNumber>;
  soft: z.ZodDefault<z.ZodNumber>;
  warmup: z.ZodDefault<z.ZodNumber>;
  clampLogits: z.ZodOptional<z.ZodNumber>;
}

/** Log-probabilities of both at their temperatures, [rows, classes]. */
export function softened<Value>(of: Arithmetic<Value>, inputs: LossInputs<Value>): { teacher: Value; student: Value } {
  const teacher = of.logSoftmax(of.divide(inputs.teacher, inputs.teacherTemperature));
  const student = of.logSoftmax(of.divide(inputs.student, inputs.studentTemperature));
  return {
    teacher: named(of, teacher, 'teacher log probs'),
    student: named(of, student, 'student log probs'),
  };
}
